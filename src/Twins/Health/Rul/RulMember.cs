using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>One of the models whose mean is the estimate: features and trees that were learned from the same assets.</summary>
public sealed record RulMember(FeaturePlan Plan, BoostedTrees Trees);
