using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Live;

/// <content>Its state as bytes.</content>
public sealed partial class MachineHealth
{
    // 2: with the newest score and its shares, and what may have caused an alert. 3: with how an alert began, the
    // judging of models, whether they still fit, and what became of them. 4: with minutes of which nothing could be told.
    private const byte Layout = 4;

    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteVersion(Layout);
        writer.WriteTexts(_signals);
        writer.WriteInt64(MinuteTicks);
        writer.WriteByte((byte)Condition);
        writer.WriteInt32(_beyond);
        writer.WriteInt32(_within);
        writer.WriteInt32(_untold);
        WriteScore(writer);
        writer.WriteInt64(_beyondSinceTicks);
        Write(writer, Alert);
        writer.WriteBool(Causes is not null);
        Causes?.Write(writer);
        History.Write(writer);
        writer.WriteBool(_live is not null);
        _live?.Write(writer);
        if (_live is null)
            _learner.Write(writer);
    }

    /// <summary>False: it was saved of other signals, and what it says is of no use.</summary>
    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public bool Load(ref StateReader reader)
    {
        var layout = reader.ReadVersion(Layout);
        if (!reader.ReadTexts(SignalTable.SignalsMax).SequenceEqual(_signals))
            return false;
        MinuteTicks = reader.ReadInt64();
        if (layout < 3)
            reader.ReadInt64();
        Condition = (HealthCondition)reader.ReadByte((byte)HealthCondition.Alert);
        (_beyond, _within, _untold) = (reader.ReadInt32(), reader.ReadInt32(), layout >= 4 ? reader.ReadInt32() : 0);
        if (layout >= 2)
            LoadAlert(ref reader, layout);
        if (layout >= 3)
            LoadModel(ref reader);
        else
            LoadUnjudged(ref reader);
        Missing = _live is not { } live ? StillLearning() : Score is { } score ? MissingOf(score, live) : "";
        return true;
    }

    private void LoadAlert(ref StateReader reader, byte layout)
    {
        ReadScore(ref reader);
        _beyondSinceTicks = reader.ReadInt64();
        Alert = layout >= 3 ? ReadAlert(ref reader) : null;
        Causes = reader.ReadBool() ? AlertCauses.Read(ref reader) : null;
    }

    private void LoadModel(ref StateReader reader)
    {
        History = ModelHistory.Read(ref reader);
        if (reader.ReadBool())
            _live = LiveModel.Read(ref reader);
        else
            _learner = NormalLearner.Read(ref reader, _options);
    }

    /// <summary>Of a program that took a model live as soon as it was learned.</summary>
    private void LoadUnjudged(ref StateReader reader)
    {
        var rows = HealthyRows.Read(ref reader);
        if (reader.ReadBool())
        {
            _live = LiveModel.ReadOlder(ref reader);
            History.Add(
                ModelEventKind.Learned, _live.Model.Record.CalibratedTicks, "By an earlier program, which did not judge it.");
        }
        else
        {
            _learner = NormalLearner.Of(rows, _options);
        }
    }

    private void WriteScore(StateWriter writer)
    {
        writer.WriteBool(Score is not null);
        if (Score is not { } score)
            return;
        writer.WriteDouble(score.Score);
        writer.WriteDouble(score.Limit);
        writer.WriteByte((byte)score.Verdict);
        writer.WriteDouble(score.PresentShare);
        Write(writer, Shares);
    }

    private void ReadScore(ref StateReader reader)
    {
        if (!reader.ReadBool())
            return;
        Score = new AnomalyScore(
            reader.ReadDouble(), reader.ReadDouble(), (AnomalyVerdict)reader.ReadByte((byte)AnomalyVerdict.OutOfOrder),
            reader.ReadDouble());
        Shares = ReadShares(ref reader);
    }

    private static void Write(StateWriter writer, AlertBegin? alert)
    {
        writer.WriteBool(alert is not null);
        if (alert is null)
            return;
        writer.WriteInt64(alert.NoticedTicks);
        writer.WriteInt64(alert.MinuteTicks);
        writer.WriteDouble(alert.Score);
        writer.WriteDouble(alert.Limit);
        Write(writer, alert.Shares);
    }

    private static AlertBegin? ReadAlert(ref StateReader reader) => reader.ReadBool()
        ? new AlertBegin(
            reader.ReadInt64(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(), ReadShares(ref reader))
        : null;

    private static void Write(StateWriter writer, IReadOnlyList<SignalShare> shares)
    {
        writer.WriteCount(shares.Count);
        foreach (var (signal, share, deviation) in shares)
        {
            writer.WriteString(signal);
            writer.WriteDouble(share);
            writer.WriteDouble(deviation);
        }
    }

    private static SignalShare[] ReadShares(ref StateReader reader)
    {
        var shares = new SignalShare[reader.ReadCount(SharesMax)];
        for (var i = 0; i < shares.Length; i++)
            shares[i] = new SignalShare(reader.ReadText(), reader.ReadDouble(), reader.ReadDouble());
        return shares;
    }
}
