using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// What those who watch machines beside the twins have sensed, as an input of the twins: journaled like a sample, so that a
/// restart and a replay come to the same without watching again.
/// </summary>
/// <param name="MachineId">The machine whose alarm it is.</param>
/// <param name="Source">Who has sensed it.</param>
/// <param name="IsActive">The condition holds; false: it is over.</param>
/// <param name="Value">What was sensed, in the source's unit.</param>
/// <param name="AtTicks">When.</param>
internal sealed record SensedInput(string MachineId, AlarmSource Source, bool IsActive, double Value, long AtTicks)
{
    /// <summary>Name under which such inputs stand in the journal.</summary>
    public const string Name = "$sensed";

    public string ToText() => JsonSerializer.Serialize(this, SensedInputJson.Default.SensedInput);

    public static SensedInput Parse(string text) =>
        JsonSerializer.Deserialize(text, SensedInputJson.Default.SensedInput)
        ?? throw new JsonException("What was sensed stands in the journal as null; expected an object.");
}

[JsonSerializable(typeof(SensedInput))]
internal sealed partial class SensedInputJson : JsonSerializerContext;
