using System.Globalization;
using System.Text;
using OrleansTwin.PlantFiles.Reading;

namespace OrleansTwin.PlantFiles.Yaml;

/// <summary>From a file to its text: bounded size, strict UTF-8.</summary>
internal static class FileText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string? Read(string path, PlantFileOptions options, Findings findings)
    {
        try
        {
            var length = new FileInfo(path).Length;
            return IsTooLarge(length, options, findings) ? null : Decode(File.ReadAllBytes(path), findings);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            findings.Error(1, 1, null, "no readable file", "a plant file (YAML)", failure.Message);
            return null;
        }
    }

    public static bool IsTooLarge(long bytes, PlantFileOptions options, Findings findings)
    {
        if (bytes <= options.MaxBytes)
            return false;
        findings.Error(
            1, 1, null, string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
            string.Create(CultureInfo.InvariantCulture, $"at most {options.MaxBytes} bytes"),
            "put what machines share under machineTypes, or raise the limit (MaxBytes)");
        return true;
    }

    private static string? Decode(byte[] bytes, Findings findings)
    {
        try
        {
            var start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            return Strict.GetString(bytes, start, bytes.Length - start);
        }
        catch (DecoderFallbackException failure)
        {
            var before = bytes.AsSpan(0, Math.Clamp(failure.Index, 0, bytes.Length - 1));
            var column = before.Length - before.LastIndexOf((byte)'\n');
            findings.Error(
                before.Count((byte)'\n') + 1, column, null, $"a byte 0x{bytes[before.Length]:X2} that is not UTF-8", "UTF-8 text",
                "save the file as UTF-8");
            return null;
        }
    }
}
