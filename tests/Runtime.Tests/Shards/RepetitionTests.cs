using OrleansTwin.Runtime.Shards;
using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Runtime.Tests.Shards;

/// <summary>Questions whose answers were lost, and questions to a shard that is only slow.</summary>
public sealed class RepetitionTests
{
    private readonly StandingTime _time = new();
    private readonly Lock _gate = new();
    private readonly List<(string Name, TaskCompletionSource<int> Answer, CancellationToken GiveUp)> _asked = [];
    private readonly Repetition _repetition;

    public RepetitionTests() => _repetition = new Repetition(_time);

    [Fact]
    public async Task A_question_whose_answer_was_lost_is_asked_again_and_that_answer_counts()
    {
        var answer = AskAsync("a");
        await PassAsync();

        await AnswerAsync(1, with: 7);

        Assert.Equal(7, await answer);
        Assert.True(_asked[0].GiveUp.IsCancellationRequested);
    }

    [Fact]
    public async Task The_first_answer_counts_and_nobody_goes_on_asking()
    {
        var answer = AskAsync("a");
        await PassAsync();
        await AskedAsync(2);

        await AnswerAsync(0, with: 5);

        Assert.Equal(5, await answer);
        Assert.True(_asked[1].GiveUp.IsCancellationRequested);
    }

    [Fact]
    public async Task What_is_answered_in_time_is_asked_once()
    {
        var answer = AskAsync("a");
        await AnswerAsync(0, with: 5);

        Assert.Equal(5, await answer);
        _time.GoOn();
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Of_many_that_wait_for_a_slow_shard_one_is_asked_again_until_it_is_answered()
    {
        var answers = Enumerable.Range(0, 20).Select(i => AskAsync($"{i}")).ToList();
        await PassAsync();
        await AskedAsync(21);
        Assert.Equal(21, _asked.Count);

        for (var again = 20; again < 40; again++)
        {
            await AskedAsync(again + 1);
            Assert.Equal(again + 1, _asked.Count);
            await AnswerAsync(again, with: again);
        }

        Assert.Equal(Enumerable.Range(20, 20), (await Task.WhenAll(answers)).Order());
    }

    [Fact]
    public async Task A_repetition_that_is_lost_too_leaves_its_turn_to_the_next()
    {
        var answers = new[] { AskAsync("a"), AskAsync("b") };
        await PassAsync();
        await AskedAsync(3);
        await PassAsync();
        await AskedAsync(4);
        Assert.NotEqual(_asked[2].Name, _asked[3].Name);

        await AnswerAsync(3, with: 4);

        Assert.Equal(4, await await Task.WhenAny(answers));
    }

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        var answer = AskAsync("a");
        await PassAsync();
        await AskedAsync(2);

        _asked[1].Answer.SetException(new InvalidOperationException("moving"));

        Assert.Equal("moving", (await Assert.ThrowsAsync<InvalidOperationException>(() => answer)).Message);
    }

    private Task<int> AskAsync(string name) => _repetition.AskAsync(
        giveUp =>
        {
            var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
                _asked.Add((name, answer, giveUp));
            return answer.Task;
        },
        CancellationToken.None);

    /// <summary>Lets the time pass after which something is asked again.</summary>
    private async Task PassAsync()
    {
        await _time.Waiting;
        _time.GoOn();
    }

    private async Task AskedAsync(int count)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_asked.Count >= count)
                    return;
            }

            await Task.Yield();
        }
    }

    private async Task AnswerAsync(int index, int with)
    {
        await AskedAsync(index + 1);
        _asked[index].Answer.SetResult(with);
    }
}
