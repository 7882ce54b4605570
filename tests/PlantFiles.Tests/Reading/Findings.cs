namespace OrleansTwin.PlantFiles.Tests.Reading;

/// <summary>Assertions over what a plant file was found to be.</summary>
internal static class Findings
{
    /// <summary>The plant; a test that expected a valid file sees all errors.</summary>
    public static Twins.Model.Plant Valid(this PlantFileResult result)
    {
        Assert.True(result.IsValid, string.Join('\n', result.Errors));
        return result.Plant!;
    }

    /// <summary>The only error, in full as it prints.</summary>
    public static string OnlyError(this PlantFileResult result)
    {
        Assert.Null(result.Plant);
        return Assert.Single(result.Errors).ToString();
    }

    /// <summary>The error (of possibly several) at a line.</summary>
    public static string ErrorAt(this PlantFileResult result, int line)
    {
        var found = result.Errors.FirstOrDefault(error => error.Line == line);
        Assert.True(found is not null, $"No error on line {line}, but:\n{string.Join('\n', result.Errors)}");
        return found.ToString();
    }
}
