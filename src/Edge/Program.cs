using OrleansTwin.Edge.Commands;

return await EdgeCommandLine.RunAsync(args);
