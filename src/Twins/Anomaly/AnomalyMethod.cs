namespace OrleansTwin.Twins.Anomaly;

/// <summary>What a model watches beside the levels of single signals.</summary>
public enum AnomalyMethod : byte
{
    /// <summary>Levels only: what a few hundred rows of one machine can be held to.</summary>
    Levels = 0,

    /// <summary>Principal components of a row: T² and SPE (Jackson and Mudholkar 1979).</summary>
    Pca = 1,

    /// <summary>Principal components of a row and those before it (Ku, Storer and Georgakis 1995).</summary>
    DynamicPca = 2,

    /// <summary>Canonical variates of past and future: Ts², Tr² and Q (Larimore 1983; Russell, Chiang and Braatz 2000).</summary>
    Cva = 3,
}
