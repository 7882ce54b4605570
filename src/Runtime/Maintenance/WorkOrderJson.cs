using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansTwin.Store;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Maintenance;

/// <summary>Work orders as the store keeps them.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkOrder))]
internal sealed partial class WorkOrderJson : JsonSerializerContext
{
    public static string Write(WorkOrder order) => JsonSerializer.Serialize(order, Default.WorkOrder);

    public static WorkOrder Read(WorkOrderRow row) =>
        JsonSerializer.Deserialize(row.Body, Default.WorkOrder)
        ?? throw new JsonException($"Work order {row.Id} stands in the store as null; expected an object.");
}
