namespace OrleansTwin.Api.Hosting;

/// <summary>
/// A file of <c>health rul train</c> that machines shall be followed by whose plant file names it. <paramref name="User"/>: who
/// hands it over; <paramref name="Note"/>: why.
/// </summary>
public sealed record TrainedModelSubmission(string Name, byte[] File, string User, string? Note);

/// <summary>
/// A model in force: who handed it over and when, the SHA-256 of its file, what its record says, and the versions before.
/// <paramref name="Record"/> null: the file can't be read.
/// </summary>
public sealed record TrainedModelView(
    string Name,
    int Version,
    DateTimeOffset Since,
    string User,
    string? Note,
    string Sha256,
    int Bytes,
    TrainedModelRecord? Record,
    IReadOnlyList<TrainedModelVersion> Earlier);

/// <summary>A version that is in force no more.</summary>
public sealed record TrainedModelVersion(int Version, DateTimeOffset Since, string User, string? Note, string Sha256);

/// <summary>
/// What a model was learned from and where it holds: the data's name and SHA-256, assets that ran to failure and their cycles,
/// what it may be used for, columns of settings and sensors that it asks for, and figures of how good it was on assets that were
/// not learned from.
/// </summary>
public sealed record TrainedModelRecord(
    string Data,
    string DataSha256,
    int Assets,
    int Cycles,
    DateTimeOffset CalibratedAt,
    string IntendedUse,
    string Domain,
    string Split,
    IReadOnlyList<string> Settings,
    IReadOnlyList<string> Sensors,
    IReadOnlyList<TrainedModelFigure> Figures);

/// <summary>A figure and the interval in which it lies with 95 %.</summary>
public sealed record TrainedModelFigure(string Name, double Value, double Low, double High);
