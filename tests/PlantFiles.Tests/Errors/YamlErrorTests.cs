using System.Text;
using OrleansTwin.PlantFiles.Tests.Reading;

namespace OrleansTwin.PlantFiles.Tests.Errors;

public sealed class YamlErrorTests
{
    [Theory]
    [InlineData("", "plant.yaml:1:1: found an empty document; expected a plant; begin with the line plantFile: 1")]
    [InlineData("# nothing\n", "plant.yaml:1:1: found an empty document")]
    [InlineData("hello", "plant.yaml:1:1: found \"hello\"; expected a plant")]
    [InlineData("a:\n\tb: 2\n", "plant.yaml:2:1: found a tab; expected spaces for indentation; replace the tab by two spaces")]
    [InlineData("a: 1\n\tb: 2\n", "plant.yaml:2:1: found a tab")]
    [InlineData("a: [1, 2\nb: 3", "plant.yaml:1:5: found no valid YAML near here; expected closed brackets, braces and quotes")]
    [InlineData("a: {x: 1\n", "plant.yaml:2:1: found no valid YAML: missing ',' or '}'; expected YAML")]
    [InlineData("a: 'x", "plant.yaml:1:4: found no valid YAML: found unexpected end of stream")]
    [InlineData("a: 1\n b: 2\n", "put text that holds a colon in quotes, and align keys of one map")]
    [InlineData("a: @x", "put text that begins with a special character in quotes")]
    [InlineData("a: &x 1", "plant.yaml:1:4: found an anchor (&); expected plain YAML without anchors and aliases")]
    [InlineData("a: *x", "plant.yaml:1:4: found an alias (*)")]
    [InlineData("<<: {a: 1}\n", "found the unknown key \"<<\"")]
    [InlineData("[a]: 1", "plant.yaml:1:1: found a list as a key; expected text as a key")]
    [InlineData("plantFile: 1\n---\nplantFile: 1", "plant.yaml:2:1: found a second document; expected one document a file")]
    [InlineData("line: 1\nline: 2", "plant.yaml:2:1: line: found the key again; expected each key once; first on line 1")]
    public void Text_that_is_no_plain_yaml_is_refused_at_its_place(string text, string expected) =>
        Assert.Contains(
            PlantText.Parse(text).Errors, error => error.ToString().Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("plantFile: 2", "plantFile: found \"2\"; expected 1; the format version: begin the file with plantFile: 1")]
    [InlineData("products: {}", "plant.yaml:1:1: plantFile: found nothing; expected 1")]
    public void Another_format_version_is_refused(string text, string expected) =>
        Assert.Contains(
            PlantText.Parse(text).Errors, error => error.ToString().Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    public void Nesting_without_end_is_refused_at_once(string opening) =>
        Assert.Contains(
            "found more nesting; expected at most 32 levels of maps and lists",
            PlantText.Parse(string.Concat(Enumerable.Repeat(opening, 100_000))).OnlyError(),
            StringComparison.Ordinal);

    [Fact]
    public void A_file_above_the_size_limit_is_refused_before_it_is_read()
    {
        var result = PlantFile.Parse(new string(' ', 2000), "plant.yaml", new PlantFileOptions { MaxBytes = 1000 });
        Assert.Contains("found 2000 bytes; expected at most 1000 bytes", result.OnlyError(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plant_with_more_assets_than_allowed_is_refused_with_one_error()
    {
        var options = new PlantFileOptions { MaxAssets = 3 };
        var result = PlantFile.Parse(PlantText.Line("flow: []"), "plant.yaml", options);
        Assert.StartsWith(
            "plant.yaml:9:7: line.l.machines.c: found one asset more; expected at most 3 assets",
            result.OnlyError(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_an_error_like_any_other()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "plant.yaml");
        var error = PlantFile.Load(path).OnlyError();
        Assert.StartsWith($"{path}:1:1: found no readable file; expected a plant file", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_at_their_place()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. "plantFile: 1\nab"u8, 0xFF, .. "\n"u8]);
            var error = PlantFile.Load(path).OnlyError();
            Assert.StartsWith($"{path}:2:3: found a byte 0xFF that is not UTF-8", error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, PlantText.Line("flow: []"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            Assert.True(PlantFile.Load(path).IsValid);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
