using OrleansTwin.Bench.Commands;

return await BenchCommandLine.RunAsync(args);
