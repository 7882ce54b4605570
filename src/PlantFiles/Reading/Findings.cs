using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// Collects what is wrong, bounded. One place of the file is reported once for one expectation, however many machines share the
/// type it stands in.
/// </summary>
internal sealed class Findings(string file, int max)
{
    private readonly HashSet<(int Line, int Column, string Expected)> _seen = [];
    private readonly List<PlantFileError> _errors = [];
    private readonly List<PlantFileError> _warnings = [];
    private int _errorCount;
    private int _warningCount;

    public bool HasErrors => _errorCount > 0;

    /// <summary>The nearest known word as a hint: null where none is near, and once the errors that are kept are full.</summary>
    public string? Hint(string found, IEnumerable<string> known) => _errors.Count < max ? Suggest.Hint(found, known) : null;

    public void Error(Node at, Place? place, string found, string expected, string? hint = null) =>
        Error(at.Line, at.Column, place, found, expected, hint);

    public void Error(int line, int column, Place? place, string found, string expected, string? hint = null) =>
        Add(
            new PlantFileError(Severity.Error, file, line, column, place?.ToString() ?? "", found, expected, hint),
            _errors,
            ref _errorCount);

    public void Warning(Node at, Place? place, string found, string expected, string? hint = null) =>
        Add(
            new PlantFileError(Severity.Warning, file, at.Line, at.Column, place?.ToString() ?? "", found, expected, hint),
            _warnings,
            ref _warningCount);

    /// <summary>The plant only if there was no error.</summary>
    public PlantFileResult ToResult(Plant? plant) => new()
    {
        Plant = HasErrors ? null : plant,
        Errors = InOrder(_errors),
        Warnings = InOrder(_warnings),
        Omitted = _errorCount - _errors.Count + _warningCount - _warnings.Count,
    };

    private static List<PlantFileError> InOrder(List<PlantFileError> findings) =>
        [.. findings.OrderBy(finding => finding.Line).ThenBy(finding => finding.Column)];

    private void Add(PlantFileError finding, List<PlantFileError> list, ref int count)
    {
        if (!_seen.Add((finding.Line, finding.Column, finding.Expected)))
            return;
        count++;
        if (list.Count < max)
            list.Add(finding);
    }
}
