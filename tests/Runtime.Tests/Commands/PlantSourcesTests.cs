using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Runtime.Tests.Commands;

public sealed class PlantSourcesTests
{
    [Fact]
    public void A_session_at_a_broker_is_named_by_its_place_alone_so_that_any_machine_comes_back_to_it() =>
        Assert.Equal("orleanstwin-c69e1c3f-2", PlantSources.ClientId("schema twin_feed_main of database plant on db", 1));
}
