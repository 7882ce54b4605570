using OrleansTwin.Twins.Energy.Forecasting;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Tests.Learning;

namespace OrleansTwin.Twins.Tests.Energy;

public class LoadForecastTests
{
    private const int Day = 24;
    private const int Learned = 70 * Day;

    private static readonly DateOnly Holiday = new(2026, 3, 18);
    private static readonly DayCalendar Calendar = new([Holiday, new DateOnly(2026, 1, 28), new DateOnly(2026, 2, 12)]);
    private static readonly LoadForecastOptions Soon = Quick(LoadForecastOptions.Soon(1, Calendar));
    private static readonly LoadForecastOptions Tomorrow = Quick(LoadForecastOptions.DayAhead(Day, Calendar));
    private static readonly LoadSeries Works = Series(84 * Day);

    private static readonly LoadForecaster NextHour = LoadForecastTrainer.Train(Works, Learned, Soon, InOrder.Run);
    private static readonly LoadForecaster NextDay = LoadForecastTrainer.Train(Works, Learned, Tomorrow, InOrder.Run);

    public static TheoryData<int> Horizons => [1, Day];

    [Fact]
    public void The_next_hour_is_foretold_better_than_by_the_last_and_tomorrow_better_than_by_last_week()
    {
        Assert.InRange(Gain(Soon, baselineSteps: 1), 0.3, 1);
        Assert.InRange(Gain(Tomorrow, baselineSteps: 7 * Day), 0.15, 1);
    }

    [Theory]
    [MemberData(nameof(Horizons))]
    public void What_comes_within_the_horizon_changes_no_forecast(int horizon)
    {
        var model = Learn(horizon);
        for (var step = Learned; step < Learned + (8 * Day); step += 5)
        {
            // From the first step on that is not known yet, all is different.
            var values = Works.Values.Select((value, i) => i > step - horizon ? 99 : value).ToArray();
            var companion = Works.Companions[0].Select((value, i) => i > step - horizon ? -7 : value).ToArray();
            var changed = new LoadSeries(Works.Start, Works.StepMinutes, values, [companion]);
            Assert.Equal(model.Forecast(Works, step), model.Forecast(changed, step));

            var known = new LoadSeries(
                Works.Start, Works.StepMinutes, [.. Works.Values.Take(step - horizon + 1)],
                [[.. Works.Companions[0].Take(step - horizon + 1)]]);
            Assert.Equal(model.Forecast(Works, step), model.Forecast(known));
        }
    }

    [Fact]
    public void What_comes_behind_the_end_teaches_nothing()
    {
        var values = Works.Values.Select((value, i) => i >= Learned ? 99 : value).ToArray();
        var changed = new LoadSeries(Works.Start, Works.StepMinutes, values, Works.Companions);

        var model = LoadForecastTrainer.Train(changed, Learned, Tomorrow, InOrder.Run);

        Assert.Equal(Learn(Day).Forecast(Works, Learned + 30), model.Forecast(Works, Learned + 30));
    }

    [Fact]
    public void A_holiday_is_foretold_as_one()
    {
        var model = Learn(Day);
        var noon = (int)(Holiday.ToDateTime(new TimeOnly(11, 0)) - Works.Start).TotalHours;

        Assert.Equal(DayKind.Holiday, Calendar.KindOf(Works.StartOf(noon)));
        Assert.True(model.Forecast(Works, noon) < 0.6 * model.Forecast(Works, noon + (7 * Day)));
    }

    [Fact]
    public void The_same_seed_learns_the_same_on_any_number_of_threads()
    {
        var two = LoadForecastTrainer.Train(Works, Learned, Soon, (count, body) => Tables.OnThreads(2, count, body));
        Assert.All(Enumerable.Range(Learned, 50), step => Assert.Equal(
            Learn(1).Forecast(Works, step), two.Forecast(Works, step)));
    }

    [Fact]
    public void Gaps_are_borne_and_a_day_that_is_mostly_unknown_gives_no_forecast()
    {
        float[] WithGap(int steps) =>
            [.. Works.Values.Select((value, i) => i > Learned - steps && i <= Learned ? float.NaN : value)];
        var model = Learn(1);

        Assert.True(double.IsFinite(model.Forecast(
            new LoadSeries(Works.Start, Works.StepMinutes, WithGap(4), Works.Companions), Learned + 1)));
        Assert.True(double.IsNaN(model.Forecast(
            new LoadSeries(Works.Start, Works.StepMinutes, WithGap(6), Works.Companions), Learned + 1)));
    }

    [Fact]
    public void What_can_t_be_learned_from_is_refused_with_what_was_found()
    {
        Assert.Contains("at least 168, a week", Assert.Throws<ArgumentException>(
            () => LoadForecastTrainer.Train(Series(30 * Day), 30 * Day, Soon, InOrder.Run)).Message);
        Assert.Contains("The horizon is 30 steps; expected 1 to 24", Assert.Throws<ArgumentException>(
            () => LoadForecastTrainer.Train(Works, Learned, Soon with { HorizonSteps = 30 }, InOrder.Run)).Message);
        Assert.Contains("0 companions; expected 1", Assert.Throws<ArgumentException>(
            () => Learn(1).Forecast(new LoadSeries(Works.Start, Works.StepMinutes, [.. Works.Values]))).Message);
        Assert.Contains("Steps of 7 minutes", Assert.Throws<ArgumentException>(
            () => new LoadSeries(Works.Start, 7, [1, 2])).Message);
    }

    private static LoadForecaster Learn(int horizon) => horizon == 1 ? NextHour : NextDay;

    private static double Gain(LoadForecastOptions options, int baselineSteps)
    {
        var model = Learn(options.HorizonSteps);
        var forecasts = Enumerable.Range(Learned, Works.Count - Learned).Select(step => model.Forecast(Works, step)).ToList();
        var score = ForecastScore.Of(Works, Learned, forecasts, baselineSteps);
        Assert.Equal(Works.Count - Learned, score.Steps);
        return score.Gain;
    }

    private static LoadForecastOptions Quick(LoadForecastOptions options) => options with
    {
        Rounds = 1, Trees = options.Trees with { TreesMax = 60, LearningRate = 0.12, LeafWeightMin = 10 },
    };

    /// <summary>
    /// Works by the hour from a Monday on: shifts from 6 to 22 on workdays, less on Saturdays, with lasting ups and downs.
    /// </summary>
    private static LoadSeries Series(int hours)
    {
        var (random, start) = (new Random(9), new DateTime(2026, 1, 5));
        var (values, companion, mood) = (new float[hours], new float[hours], 0.0);
        for (var hour = 0; hour < hours; hour++)
        {
            var time = start.AddHours(hour);
            mood = (0.8 * mood) + (0.2 * (random.NextDouble() - 0.5));
            var work = Calendar.KindOf(time) switch { DayKind.Workday => 1, DayKind.Saturday => 0.5, _ => 0 };
            var shift = time.Hour is >= 6 and < 22 ? 30 * work * (1 + mood + (0.3 * Math.Sin(time.Hour))) : 0;
            values[hour] = (float)(5 + shift + random.NextDouble());
            companion[hour] = values[hour] / 2;
        }

        return new LoadSeries(start, 60, values, [companion]);
    }
}
