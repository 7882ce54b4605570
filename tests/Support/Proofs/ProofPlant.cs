using OrleansTwin.PlantFiles;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Proofs;

/// <summary>
/// The plant of the proofs: a line whose machines tell states, pieces and power with source times, and beside it a press whose
/// pulses bring no time of their own, so that nothing but their receipts tells them from repetitions.
/// </summary>
internal static class ProofPlant
{
    public const string Pulse = "works/press/pulse";

    /// <summary>The last sample of a proof comes from here: what was sent before it has been received when it has.</summary>
    public const string Last = "works/press/last";

    public const string Text =
        """
        plantFile: 1

        machineTypes:
          station:
            sensorDefaults:
              tag: "works/{line}/{machine}/{sensor}"
            sensors:
              state: {kind: text, simulation: {shape: state}}
              good: {unit: pcs, simulation: {shape: goodCount}}
              scrap: {unit: pcs, simulation: {shape: scrapCount}}
              power: {unit: kW, sampling: 1s, simulation: {shape: power}}
            states:
              sensor: state
              map: {AUTO: Execute, WAITING: Suspended, STOPPED: Held, CHANGEOVER: setup, "OFF": Stopped}
            quantities:
              good: {role: good, cycle: true}
              scrap: {role: scrap, cycle: true}
            meters:
              power: {carrier: electricity}
            idealCycle: 8s
            simulation:
              breakdownEvery: 2h
              breakdown: 6m
              minorStopEvery: 15m
              minorStop: 20s
              scrapRatio: 0.02
              powerKw: {producing: 9, idle: 2, down: 0.8, offShift: 0.2}

        site:
          works:
            lines:
              packing:
                flow:
                  - {from: former, to: filler, buffer: 30}
                  - {from: filler, to: packer, buffer: 12}
                machines:
                  former: {type: station}
                  filler: {type: station}
                  packer: {type: station}
            machines:
              press:
                states: alwaysProducing
                sensors:
                  pulse: {tag: works/press/pulse}
                  last: {tag: works/press/last}
                quantities: {pulse: {role: good, mode: pulse, cycle: true}}

        telemetry:
          subscribe: ["works/#"]
        """;

    public static Plant Parse()
    {
        var parsed = PlantFile.Parse(Text, "proof.yaml");
        return parsed.Plant ?? throw new InvalidOperationException($"The plant of the proofs has errors: {parsed.Errors[0]}");
    }
}
