using OrleansTwin.Silo.Commands;

return await SiloCommandLine.RunAsync(args);
