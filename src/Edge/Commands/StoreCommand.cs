using System.CommandLine;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Edge.Commands;

/// <summary><c>store</c>: looks into a store, checks it, backs it up and restores it.</summary>
internal static class StoreCommand
{
    private static readonly Option<string?> DataOption = new("--data", "-d")
    {
        Description = "Data directory [default: ./data].",
        HelpName = "DIR",
    };

    private static readonly Option<string?> StoreOption = StorePlace.NewOption();

    private static readonly Option<string> OutOption = new("--out", "-o")
    {
        Description = "The backup: one file.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<string> FromOption = new("--from", "-f")
    {
        Description = "The backup to put in place.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<bool> OverwriteOption = new("--overwrite")
    {
        Description = "Lose the store that the directory holds; also take a backup with damage in it.",
    };

    public static Command Create() => new("store", "Look into a store, check it, back it up, restore it.")
    {
        Leaf("info", "Show what the store holds: sizes, history, what can be replayed. The Edge may run.", Info),
        Leaf("check", "Check every checksum, and the files. The Edge may run. Returns 1 if something is damaged.", Check),
        Leaf("backup", "Copy the store as it is at one moment into a file. The Edge may run.", Backup, OutOption),
        Leaf("restore", "Put a backup in place, for the Edge to start from.", Restore, FromOption, OverwriteOption),
    };

    private static Command Leaf(string name, string description, Func<ParseResult, StorePlace, int> run, params Option[] options)
    {
        var command = new Command(name, description) { DataOption, StoreOption };
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction(arguments => run(
            arguments, StorePlace.Of(arguments.GetValue(DataOption), arguments.GetValue(StoreOption))));
        return command;
    }

    private static int Info(ParseResult arguments, StorePlace store)
    {
        Console.WriteLine(StoreText.Of(store.ReadInfo()));
        return ExitCode.Ok;
    }

    private static int Check(ParseResult arguments, StorePlace store)
    {
        var findings = store.Check();
        Tell(findings);
        Console.WriteLine(findings.Count == 0 ? $"{store.Name} is whole." : StoreText.Damage(store.Name, findings.Count));
        return findings.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static int Backup(ParseResult arguments, StorePlace store)
    {
        var directory = store.RequireDirectory();
        var file = Path.GetFullPath(arguments.GetRequiredValue(OutOption));
        if (File.Exists(file))
            throw new CommandException(ExitCode.BadInput, $"{file} exists. Name a file that does not, or delete it first.");
        var findings = SqliteMaintenance.Backup(directory, file);
        Tell(findings);
        Console.WriteLine($"{file}: {new FileInfo(file).Length:N0} bytes, checked.");
        return findings.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static int Restore(ParseResult arguments, StorePlace store)
    {
        var directory = store.RequireDirectory();
        var file = Path.GetFullPath(arguments.GetRequiredValue(FromOption));
        var isForced = arguments.GetValue(OverwriteOption);
        var findings = SqliteMaintenance.Restore(file, directory, isForced);
        Tell(findings);
        if (findings.Count > 0 && !isForced)
        {
            throw new CommandException(
                ExitCode.Failed, $"{file} is damaged; nothing was changed. Use another backup, or take it with --overwrite.");
        }

        Console.WriteLine($"{directory} holds what {file} has; start the Edge on it.");
        return ExitCode.Ok;
    }

    private static void Tell(IEnumerable<StoreFinding> findings)
    {
        foreach (var finding in findings)
            Console.Error.WriteLine($"{finding.Table}: {finding.Text}");
    }
}
