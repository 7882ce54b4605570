using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// What an operator does with an alarm, as an input of the twins: journaled like a sample, so that a restart and a replay come to
/// the same.
/// </summary>
/// <param name="Id">Who waits for what comes of it knows it by this.</param>
/// <param name="MachineId">The machine whose alarm it is, or whose sensor's.</param>
/// <param name="Place">Which of its alarms.</param>
/// <param name="Action">What is done.</param>
internal sealed record AlarmInput(Guid Id, string MachineId, AlarmPlace Place, AlarmAction Action)
{
    /// <summary>Name under which such inputs stand in the journal.</summary>
    public const string Name = "$alarms";

    public string ToText() => JsonSerializer.Serialize(this, AlarmInputJson.Default.AlarmInput);

    public static AlarmInput Parse(string text) =>
        JsonSerializer.Deserialize(text, AlarmInputJson.Default.AlarmInput)
        ?? throw new JsonException("An action on an alarm stands in the journal as null; expected an object.");
}

[JsonSerializable(typeof(AlarmInput))]
internal sealed partial class AlarmInputJson : JsonSerializerContext;
