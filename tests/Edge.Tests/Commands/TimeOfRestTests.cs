using OrleansTwin.Edge.Commands;

namespace OrleansTwin.Edge.Tests.Commands;

public sealed class TimeOfRestTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public void A_plant_at_rest_is_collected_when_its_memory_has_grown_and_then_not_before_it_has_grown_again()
    {
        var (bytes, collections) = (800 * Megabyte, 0);
        var rest = new TimeOfRest(() => bytes, () =>
        {
            bytes = 850 * Megabyte;
            collections++;
        });

        foreach (var (now, expected) in new[] { (860, 0), (1100, 1), (910, 1), (920, 2) })
        {
            bytes = now * Megabyte;
            rest.Use();
            Assert.Equal(expected, collections);
        }
    }
}
