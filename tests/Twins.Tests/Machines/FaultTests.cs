using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Tests.Machines;

/// <summary>A twin that can't follow its machine raises an alarm.</summary>
public sealed class FaultTests
{
    private static readonly AlarmPlace Fault = new("", AlarmSource.TwinFault);

    private readonly MachineBench _bench = new(Machines.Press());

    private Alarm? Alarm => _bench.Twin.Alarms?.All.GetValueOrDefault(Fault);

    [Fact]
    public void A_state_that_the_plant_does_not_map_raises_an_alarm_until_one_comes_that_it_does()
    {
        _bench.Text("state", 0, "Execute").Text("state", 10, "Code 17").Text("state", 20, "Code 18");
        Assert.Equal((AlarmState.UnacknowledgedActive, MachineBench.At(10)), (Alarm?.State, Alarm?.RaisedTicks));
        Assert.Equal(1, _bench.Twin.Live.ActiveAlarms);

        _bench.Restart().Text("state", 30, "FAULT");
        Assert.Equal(
            (AlarmState.ReturnedUnacknowledged, (long?)MachineBench.At(30)), (Alarm?.State, Alarm?.ReturnedTicks));
        Assert.Equal(0, _bench.Twin.Live.ActiveAlarms);
    }

    [Theory]
    [InlineData("Execute")]
    [InlineData("SETUP")]
    [InlineData("Undefined")]
    public void A_state_that_is_known_raises_none(string state)
    {
        _bench.Text("state", 0, state);

        Assert.Null(_bench.Twin.Alarms);
    }

    [Fact]
    public void A_state_that_the_plant_maps_to_none_raises_none()
    {
        var press = Machines.Press();
        var map = new Dictionary<string, MachineState>
        {
            ["TEACH"] = new(PackMlState.Undefined),
            ["99"] = new(PackMlState.Undefined, Label: "offline"),
        };
        var bench = new MachineBench(press with { States = new StateTag("state", map) });
        bench.Text("state", 0, "TEACH").Text("state", 10, "99");

        Assert.Null(bench.Twin.Alarms);
        bench.Text("state", 20, "98");
        Assert.Equal(1, bench.Twin.Live.ActiveAlarms);
    }
}
