using System.Text.RegularExpressions;
using OrleansTwin.Runtime.Links;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Runtime.Webhooks;

/// <summary>Whom to tell of what happens, by HTTP POST.</summary>
internal sealed partial record WebhookOptions
{
    /// <summary>What it is called by operators; what waits for it is kept under this name.</summary>
    public string Name { get; init; } = "";

    public string Url { get; init; } = "";

    /// <summary>Signs what is sent; a file, or a variable of the environment, keeps it apart.</summary>
    public string? Secret { get; init; }

    /// <summary>A file that has nothing but the secret.</summary>
    public string? SecretFile { get; init; }

    /// <summary>CAs (PEM) that may have signed the receiver's certificate; null: those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>Of which kinds of events it is told, as <c>alarm.raised</c> or <c>alarm.*</c>; none: of all.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>
    /// While more alarms are raised than people can follow, it is told only of those of this priority and graver: 1 to 5. 5: of
    /// all.
    /// </summary>
    public int FloodPriority { get; init; } = AlarmRule.PriorityMax;

    /// <summary>How long an answer may take.</summary>
    public TimeSpan AnswerMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>First wait after a failure; it doubles up to <see cref="RetryMax"/>.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>An event that is not taken for so long is given up, and the next one tried.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);

    public bool Wants(string kind) => Events.Count == 0 || Events.Any(wanted =>
        wanted.EndsWith('*') ? kind.StartsWith(wanted[..^1], StringComparison.Ordinal) : kind == wanted);

    /// <exception cref="FormatException">An option can't be used; says which, what was found and what was expected.</exception>
    public static void Validate(IReadOnlyList<WebhookOptions> all)
    {
        foreach (var options in all)
            options.Validate();
        if (all.GroupBy(options => options.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new FormatException($"Two webhooks are called '{twice.Key}'. Expected: a name of its own for each.");
    }

    /// <exception cref="FormatException">The file can't be read, or has no secret.</exception>
    public string? ReadSecret() => OutboundHttp.ReadSecret($"webhook '{Name}': Secret", Secret, SecretFile);

    private void Validate()
    {
        if (!NameForm().IsMatch(Name))
        {
            throw new FormatException(
                $"A webhook is called '{Name}'. Expected: Name of 1 to 64 letters, digits, '-', '_' and '.'.");
        }

        var key = $"webhook '{Name}'";
        OutboundHttp.DemandUrl($"{key}: Url", Url, "https://HOST/PATH of who is told, or http:// on this machine.");
        OutboundHttp.DemandOneSecret($"{key}: Secret", Secret, SecretFile);
        if (FloodPriority is < AlarmRule.PriorityMin or > AlarmRule.PriorityMax)
        {
            throw new FormatException(
                $"{key}: FloodPriority is {FloodPriority}. Expected: {AlarmRule.PriorityMin}, the gravest alarms only, to "
                + $"{AlarmRule.PriorityMax}, all of them.");
        }

        Demand(nameof(AnswerMax), AnswerMax, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        Demand(nameof(RetryMin), RetryMin, TimeSpan.FromMilliseconds(1), RetryMax);
        Demand(nameof(RetryMax), RetryMax, RetryMin, TimeSpan.FromHours(1));
        Demand(nameof(GiveUpAfter), GiveUpAfter, TimeSpan.Zero, TimeSpan.FromDays(365));
    }

    private void Demand(string option, TimeSpan found, TimeSpan min, TimeSpan max)
    {
        if (found < min || found > max)
        {
            throw new FormatException(
                $"webhook '{Name}': {option} is {found}. Expected: {min} to {max}. Correct it or leave it out.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex NameForm();
}
