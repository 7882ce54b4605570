using Microsoft.Extensions.Configuration;
namespace OrleansTwin.Runtime.Commands;

/// <summary>Binds the settings of a program; a key that nobody knows is an error, since it is a known one with a slip.</summary>
internal static class SettingsReader
{
    public const string EnvironmentPrefix = "ORLEANSTWIN_";

    /// <param name="file">JSON file; null: none.</param>
    /// <exception cref="CommandException">The file is missing or can't be read, or a key or value is wrong.</exception>
    public static T Read<T>(string? file)
        where T : new()
    {
        if (file is not null && !File.Exists(file))
            throw Wrong($"there is no file '{file}'");
        var builder = new ConfigurationBuilder();
        if (file is not null)
            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        try
        {
            var configuration = builder.AddEnvironmentVariables(EnvironmentPrefix).Build();
            DemandKnownKeys(configuration, typeof(T), "");
            return configuration.Get<T>() ?? new T();
        }
        catch (InvalidDataException unreadable)
        {
            throw Wrong($"'{file}' is not the JSON it should be. {unreadable.GetBaseException().Message}", unreadable);
        }
        catch (InvalidOperationException unfit)
        {
            throw Wrong(unfit.Message, unfit);
        }
    }

    private static void DemandKnownKeys(IConfiguration configuration, Type settings, string path)
    {
        var known = settings.GetProperties().Where(property => property.CanWrite).ToDictionary(
            property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        foreach (var section in configuration.GetChildren())
        {
            if (!known.TryGetValue(section.Key, out var type))
            {
                var names = string.Join(", ", known.Keys.Order(StringComparer.Ordinal));
                var variable = EnvironmentPrefix + section.Path.Replace(":", "__", StringComparison.Ordinal);
                throw Wrong(
                    $"nothing is called '{path}{section.Key}'; expected one of {names}. "
                    + $"Correct or remove it, in the file of --config or the environment variable {variable}");
            }

            if (IsOurs(type))
                DemandKnownKeys(section, type, $"{path}{section.Key}:");
            else if (type.GenericTypeArguments is [var element] && IsOurs(element))
                DemandKnownElements(section, element, $"{path}{section.Key}:");
        }
    }

    // A slip in one of a list would leave what it means, as a secret, at its default.
    private static void DemandKnownElements(IConfiguration list, Type element, string path)
    {
        foreach (var section in list.GetChildren())
            DemandKnownKeys(section, element, $"{path}{section.Key}:");
    }

    private static bool IsOurs(Type type) =>
        !type.IsEnum && type.Namespace?.StartsWith(nameof(OrleansTwin), StringComparison.Ordinal) == true;

    private static CommandException Wrong(string what, Exception? inner = null) =>
        new(ExitCode.BadInput, $"Settings can't be used: {what.TrimEnd('.')}.\ndocs/cli.md lists all of them.", inner);
}
