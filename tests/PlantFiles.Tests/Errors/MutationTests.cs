using System.Globalization;
using System.Text;
using OrleansTwin.PlantFiles.Tests.Examples;

namespace OrleansTwin.PlantFiles.Tests.Errors;

public sealed class MutationTests
{
    private const string Letters = "{}[]:,-#&*!|>'\"%@` \t\n0123456789.abcxyz~?";

    /// <summary>What nobody would write, somebody will paste: whatever the text, the reader answers and points into it.</summary>
    [Theory]
    [InlineData("demo.yaml", 1)]
    [InlineData("one-line.yaml", 2)]
    [InlineData("cnc-mill.yaml", 3)]
    public void A_broken_file_yields_errors_and_never_an_exception(string name, int seed)
    {
        var original = File.ReadAllText(ExamplePlants.PathOf(name));
        var random = new Random(seed);
        for (var run = 0; run < 150; run++)
        {
            var text = Mutate(original, random);
            PlantFileResult result;
            try
            {
                result = PlantFile.Parse(text, name);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"seed {seed}, run {run}: {failure.Message}\n{text}"), failure);
            }
            Assert.Equal(result.Plant is null, result.Errors.Count > 0);
            var lines = text.Split('\n').Length;
            Assert.All(result.Errors, error => Assert.InRange(error.Line, 1, lines + 1));
        }
    }

    private static string Mutate(string original, Random random)
    {
        var text = new StringBuilder(original);
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Letters[random.Next(Letters.Length)]);
                    break;
                case 2:
                    text[at] = Letters[random.Next(Letters.Length)];
                    break;
                default:
                    text.Insert(at, original.AsSpan(random.Next(original.Length - 60), 60));
                    break;
            }
        }
        return text.ToString();
    }
}
