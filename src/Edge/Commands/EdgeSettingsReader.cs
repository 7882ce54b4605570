namespace OrleansTwin.Edge.Commands;

/// <summary>Binds <see cref="EdgeSettings"/>; a key that nobody knows is an error, since it is a known one with a slip.</summary>
internal static class EdgeSettingsReader
{
    public const string EnvironmentPrefix = "ORLEANSTWIN_";

    /// <param name="file">JSON file; null: none.</param>
    /// <exception cref="CommandException">The file is missing or can't be read, or a key or value is wrong.</exception>
    public static EdgeSettings Read(string? file)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null)
            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        try
        {
            var configuration = builder.AddEnvironmentVariables(EnvironmentPrefix).Build();
            DemandKnownKeys(configuration);
            return configuration.Get<EdgeSettings>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new EdgeSettings();
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or InvalidDataException or IOException)
        {
            var reason = wrong.InnerException is { } inner ? $"{wrong.Message} {inner.Message}" : wrong.Message;
            throw new CommandException(
                ExitCode.BadInput, $"Settings could not be read: {reason}\nSee docs/cli.md for all keys.", wrong);
        }
    }

    private static void DemandKnownKeys(IConfiguration configuration)
    {
        var known = typeof(EdgeSettings).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal).ToList();
        foreach (var section in configuration.GetChildren())
        {
            if (!known.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new CommandException(
                    ExitCode.BadInput,
                    $"Settings have the key '{section.Key}'; expected one of {string.Join(", ", known)}. Correct or remove it "
                    + $"(in the file of --config, or an environment variable {EnvironmentPrefix}{section.Key}).");
            }
        }
    }
}
