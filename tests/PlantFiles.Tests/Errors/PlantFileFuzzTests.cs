using System.Globalization;
using System.Text;
using OrleansTwin.Fuzzing;
using OrleansTwin.PlantFiles.Tests.Examples;

namespace OrleansTwin.PlantFiles.Tests.Errors;

/// <summary>
/// Damaged and outsized plant files: answered, in bounded time, with a bounded number of findings of bounded length.
/// </summary>
public sealed class PlantFileFuzzTests : IDisposable
{
    private const int FindingLengthMax = 2000;

    private static readonly PlantFileOptions Options = new() { MaxBytes = 512 * 1024 };
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string[] Names = ["demo.yaml", "one-line.yaml", "cnc-mill.yaml"];

    private readonly string _folder = Directory.CreateTempSubdirectory("plant-fuzz-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Damaged_bytes_of_a_plant_file_yield_findings_and_never_an_exception()
    {
        byte[][] originals = [.. Names.Select(name => File.ReadAllBytes(ExamplePlants.PathOf(name)))];
        var path = Path.Combine(_folder, "plant.yaml");
        FuzzRun.Each(150, random =>
        {
            File.WriteAllBytes(path, Mutator.Damage(originals[random.Next(originals.Length)], random, hitsMax: 6));
            Check(PlantFile.Load(path));
        });
    }

    public static TheoryData<string, string, string> Outsized => new()
    {
        { "", "[", "" },
        { "", "{a: ", "" },
        { "", "- ", "" },
        { "", "? ", "" },
        { "", "&a ", "" },
        { "", "*a ", "" },
        { "", "!!str ", "" },
        { "", "a: &x [*x, *x]\n", "" },
        { "", "---\n", "" },
        { "", "\"", "" },
        { "", "\0", "" },
        { "", "\t", "" },
        { "", "#", "" },
        { "", "key: value\n", "" },
        { "plantFile: 1\nname: ", "x", "" },
        { "plantFile: 1\n", "x", ": 1" },
        { "plantFile: 1\nname: \"", "\\u00e9", "\"" },
        { "plantFile: 1\nname: |\n", "  line\n", "" },
        { "plantFile: 1\nplant: [", "1, ", "]" },
        { "plantFile: 1\nplant: {", "a: {b: [1]}, ", "}" },
    };

    [Theory]
    [MemberData(nameof(Outsized))]
    public async Task A_file_that_repeats_one_thing_up_to_the_limit_is_answered(string before, string repeated, string after)
    {
        var count = (Options.MaxBytes - 100) / Encoding.UTF8.GetByteCount(repeated);
        var text = new StringBuilder(before).Insert(before.Length, repeated, count).Append(after).ToString();
        Check(await Task.Run(() => PlantFile.Parse(text, "outsized.yaml", Options)).WaitAsync(Limit));
    }

    /// <summary>Found by this test: each unknown name was compared with each known one, letter by letter.</summary>
    [Fact]
    public async Task Many_names_that_are_nearly_known_are_answered()
    {
        var text = new StringBuilder("plantFile: 1\nmachineTypes:\n");
        for (var at = 0; at < 5000; at++)
            text.Append(CultureInfo.InvariantCulture, $"  {new string('t', 40)}-{at:00000}: {{states: alwaysProducing}}\n");
        text.Append("line:\n  l:\n    machines:\n");
        for (var at = 0; at < 5000; at++)
            text.Append(CultureInfo.InvariantCulture, $"      m{at}: {{type: {new string('t', 39)}x-{at:00000}}}\n");
        Check(await Task.Run(() => PlantFile.Parse(text.ToString(), "names.yaml", Options)).WaitAsync(Limit));
    }

    private static void Check(PlantFileResult result)
    {
        Assert.Equal(result.Plant is null, result.Errors.Count > 0);
        Assert.InRange(result.Errors.Count, 0, PlantFileOptions.Default.MaxErrors);
        Assert.All(result.Errors.Concat(result.Warnings), each => Assert.InRange($"{each}".Length, 1, FindingLengthMax));
    }
}
