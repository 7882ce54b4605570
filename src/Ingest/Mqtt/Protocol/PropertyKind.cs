namespace OrleansTwin.Ingest.Mqtt;

/// <summary>How a property's value is written.</summary>
internal enum PropertyKind : byte
{
    Unknown,
    Byte,
    UInt16,
    UInt32,
    VariableByteInteger,
    Text,
    Binary,
    TextPair,
}
