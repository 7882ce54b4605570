using System.Globalization;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Tags;

/// <summary>Values as text, in invariant form: 6 is <c>6</c>, a half is <c>0.5</c>.</summary>
public static class RawText
{
    public static string Of(in RawSample sample) => sample.Text ?? Of(sample.Number);

    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
