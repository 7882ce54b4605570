using System.Buffers;
using System.Runtime.InteropServices;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Simulator;

/// <summary>
/// Samples to MQTT messages that a plant's own rules read back: its payload rules where one matches the topic, otherwise JSON
/// with time and value, values of one
/// topic and time together. The reverse of <see cref="Decoding.PayloadDecoder"/>. Belongs to one thread.
/// </summary>
public sealed class TelemetryEncoder(TelemetryRules rules, MqttQos qos = MqttQos.AtLeastOnce)
{
    private readonly Dictionary<string, TagTarget> _targets = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private readonly List<Field> _fields = [];
    private readonly List<(string Topic, int End)> _written = [];
    private readonly List<MqttPublish> _messages = [];

    /// <summary>Values that no payload can carry: not a number, or infinite.</summary>
    public long Skipped { get; private set; }

    /// <summary>
    /// Messages for the samples, in their order; valid until the next call. Tags are topics or <c>topic:name</c>.
    /// </summary>
    public ReadOnlyMemory<MqttPublish> Encode(ReadOnlySpan<RawSample> samples)
    {
        _bytes.ResetWrittenCount();
        _written.Clear();
        for (var at = 0; at < samples.Length;)
            at += EncodeFirst(samples[at..]);
        return Messages();
    }

    // One message; returns how many samples it took.
    private int EncodeFirst(ReadOnlySpan<RawSample> samples)
    {
        var target = TargetOf(samples[0].Tag);
        var taken = 0;
        _fields.Clear();
        foreach (ref readonly var sample in samples)
        {
            var next = TargetOf(sample.Tag);
            if (taken > 0 && !(CanShare(target, next) && sample.SourceTicks == samples[0].SourceTicks && !Has(next.Name)))
                break;
            taken++;
            if (sample.Text is not null || double.IsFinite(sample.Number))
                _fields.Add(new Field(next.Name, sample.Number, sample.Text));
            else
                Skipped++;
        }
        if (_fields.Count > 0)
        {
            PayloadWriter.Write(target, samples[0].SourceTicks, CollectionsMarshal.AsSpan(_fields), _bytes);
            _written.Add((target.Topic, _bytes.WrittenCount));
        }
        return taken;
    }

    private static bool CanShare(TagTarget first, TagTarget next) => first.IsShared && next.IsShared && first.Topic == next.Topic;

    private bool Has(string name)
    {
        foreach (var field in _fields)
            if (field.Name == name)
                return true;
        return false;
    }

    private TagTarget TargetOf(string tag)
    {
        if (!_targets.TryGetValue(tag, out var target))
            target = _targets[tag] = TagTarget.Of(tag, rules);
        return target;
    }

    // Slices are taken last: the buffer may have moved while it grew.
    private ReadOnlyMemory<MqttPublish> Messages()
    {
        _messages.Clear();
        var start = 0;
        foreach (var (topic, end) in _written)
        {
            _messages.Add(new MqttPublish(topic, _bytes.WrittenMemory[start..end], qos));
            start = end;
        }
        return _messages.ToArray();
    }
}

/// <summary>A named value of a payload.</summary>
internal readonly record struct Field(string Name, double Number, string? Text);
