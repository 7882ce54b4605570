using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>What machines of one type share: everything but name, place, calendar and region.</summary>
internal sealed record MachineBody(MachineAsset Machine, IReadOnlyList<SensorTemplate> Sensors, IReadOnlyList<MeterUse> Meters);

/// <summary>A meter's carrier and where the file says so, to check emission factors by the machine's region.</summary>
internal sealed record MeterUse(Carrier Carrier, Node At, Place Place);
