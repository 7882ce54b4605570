using System.Text;

namespace OrleansTwin.Ingest.Tests.Fuzz;

/// <summary>Payloads as plants send them, and the pieces that the unkind ones are made of.</summary>
internal static class Payloads
{
    private static readonly string[] Valid =
    [
        """{"value":12.5,"ts":"2026-03-01T12:00:00.123Z","quality":"good"}""",
        """{"ts":1772366400123,"data":{"temp":20.5,"state":"RUN","on":true,"axis":{"x":1,"y":-2e3}},"name":"m"}""",
        """[{"name":"a","value":1},{"name":"b","value":"x","timestamp":1772366400},{"name":"c","value":null}]""",
        """{"metrics":[{"name":"p","value":3,"time":"2026-03-01 12:00:00+01:00"},{"name":"q","value":[1,2,[3]]}]}""",
        """{"tag":"m/power","value":1.5,"timestamp":"2026-03-01T12:00:00Z","quality":"bad"}""",
        "time,temp,state,quality\n2026-03-01T12:00:00Z,20.5,RUN,good\n2026-03-01T12:00:01Z,,\"a;b\",bad\n",
        "12.5",
        "true",
        "-1.7976931348623157E+308",
        "RUN",
    ];

    private static readonly string[] Pieces =
    [
        "{", "[", "]", "}", "\"", ",", ":", "[[[[[[[[[[", "{\"a\":", "\\u0000", "\\ud800", "\"value\":", "\"ts\":", "null", "NaN",
        "1e999", "-", "0000-00-00T00:00:00Z", "9999-12-31T23:59:60+14:00", "-9223372036854775808", "1e308", "\r\n", "\0",
        "\uFEFF", "\"\"", ",,,,,,,,,,", "\n\n\n", "\ud83d\ude00", "//", "{},", "x\n", "1,", "\"name\":{}", "\"value\":[",
        "\"tag\":\"m/power\",", "\"sensor\":\"\",",
    ];

    public static byte[] Next(Random random)
    {
        var text = new StringBuilder(Valid[random.Next(Valid.Length)]);
        for (var hits = random.Next(4); hits > 0; hits--)
            text.Insert(random.Next(text.Length + 1), Repeated(Pieces[random.Next(Pieces.Length)], random));
        return Fuzzing.Mutator.Damage(Encoding.UTF8.GetBytes(text.ToString()), random);
    }

    private static string Repeated(string piece, Random random) =>
        random.Next(10) > 0 ? piece : new StringBuilder().Insert(0, piece, random.Next(1, 5000)).ToString();
}
