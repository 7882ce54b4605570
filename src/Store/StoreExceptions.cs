namespace OrleansTwin.Store;

/// <summary>
/// The store could not write or read just now (disk full, I/O error). Nothing of the failed call is durable; it may be tried
/// again.
/// </summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>
/// What is stored differs from what was written. The message names the place; wrong data is never returned instead.
/// </summary>
public sealed class StoreCorruptedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another process has this store open, its schema is newer than this program, or rights are missing.</summary>
public sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);
