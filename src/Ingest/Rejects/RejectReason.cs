namespace OrleansTwin.Ingest.Rejects;

/// <summary>Why a payload, or one value of it, was not taken. Numbers are persisted: append only.</summary>
public enum RejectReason : byte
{
    None = 0,

    /// <summary>Not of the format that its rule (or its first byte) announces.</summary>
    Malformed = 1,
    InvalidUtf8 = 2,
    TooDeep = 3,
    PayloadTooLarge = 4,
    EmptyPayload = 5,
    TooManyValues = 6,
    TextTooLong = 7,

    /// <summary>NaN or infinity, as sent or after calibration.</summary>
    NotFinite = 8,

    /// <summary>null, or an item without a value.</summary>
    MissingValue = 9,

    /// <summary>A text for a number sensor, a number that is no boolean, an object where a value was expected.</summary>
    WrongType = 10,
    UnreadableTime = 11,
    Before1970 = 12,
    InTheFuture = 13,

    /// <summary>An item that names neither tag nor sensor.</summary>
    MissingTag = 14,

    /// <summary>A sensor id that the plant does not have.</summary>
    UnknownSensor = 15,

    /// <summary>An imported sample that is older than what history keeps.</summary>
    NoLongerKept = 16,
}
