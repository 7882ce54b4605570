using System.Text.RegularExpressions;
using OrleansTwin.PlantFiles.Reading;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Examples;

/// <summary>docs/plant-file.md tells every key, word and unit.</summary>
public sealed class GuideTests
{
    private readonly string _guide = File.ReadAllText(
        Path.Combine(ExamplePlants.Folder, "..", "..", "..", "docs", "plant-file.md"));

    [Fact]
    public void The_guide_names_every_key() =>
        Assert.DoesNotContain(KeySets.All.SelectMany(keys => keys.Keys).Distinct(), key => !Names(key));

    [Fact]
    public void The_guide_names_every_word()
    {
        string[] words =
        [
            .. Vocabulary.Carriers.All, .. Vocabulary.FactorMethods.All, .. Vocabulary.MeterKinds.All, .. Vocabulary.OeeRules.All,
            .. Vocabulary.PathForms.All,
            .. Vocabulary.PayloadFormats.All, .. Vocabulary.QuantityModes.All, .. Vocabulary.QuantityRoles.All,
            .. Vocabulary.RangePolicies.All, .. Vocabulary.Reasons.All, .. Vocabulary.SignalShapes.All, .. Vocabulary.States.All,
            .. Vocabulary.SensorRoles.All,
            .. Vocabulary.TimeFormats.All, .. Vocabulary.ValueKinds.All,
        ];
        Assert.DoesNotContain(words, word => !Names(word));
    }

    [Fact]
    public void The_guide_names_every_unit() =>
        Assert.DoesNotContain(Units.Symbols, symbol => !_guide.Contains($"`{symbol}`", StringComparison.Ordinal));

    private bool Names(string word) => Regex.IsMatch(_guide, $@"(?<!\w){Regex.Escape(word)}(?!\w)");
}
