using OrleansTwin.Api.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using StoredVersion = OrleansTwin.Store.PlantVersion;

namespace OrleansTwin.Grains.Plants;

/// <summary>A version of the plant, as its author wrote it and as twins read it.</summary>
internal sealed record PlantInForce(PlantDocument Document, Plant Plant)
{
    /// <summary>As a store keeps it that holds a part of the plant.</summary>
    public StoredVersion ToStored() => new(
        new PlantVersionInfo((int)Document.Version, "grid", Document.Since.UtcTicks, Document.Note ?? ""), Document.Text);
}
