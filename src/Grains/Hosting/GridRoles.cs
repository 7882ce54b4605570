namespace OrleansTwin.Grains.Hosting;

/// <summary>What a process does for the grid.</summary>
[Flags]
internal enum GridRoles
{
    None = 0,

    /// <summary>Runs shards, their twins and the plant's versions.</summary>
    Silo = 1,

    /// <summary>Runs feeds: connects to brokers and takes what is posted.</summary>
    Ingest = 2,

    /// <summary>Serves the API; alone it is a client of the cluster.</summary>
    Gateway = 4,
    All = Silo | Ingest | Gateway,
}
