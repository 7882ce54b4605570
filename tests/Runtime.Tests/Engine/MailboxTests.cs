using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Runtime.Engine;

namespace OrleansTwin.Runtime.Tests.Engine;

public class MailboxTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_full_queue_makes_its_sender_wait_until_there_is_room()
    {
        await using var mailbox = new Mailbox("line", 2, NullLogger.Instance);
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        await mailbox.PostAsync(async () =>
        {
            begun.SetResult();
            await gate.Task;
        });
        await begun.Task.WaitAsync(Patience);
        await mailbox.PostAsync(() => ValueTask.CompletedTask);
        await mailbox.PostAsync(() => ValueTask.CompletedTask);

        var waiting = mailbox.PostAsync(() => ValueTask.CompletedTask).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.Equal(2, mailbox.Waiting);

        gate.SetResult();
        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Work_that_fails_stops_the_loop_and_whoever_asks_is_told()
    {
        var mailbox = new Mailbox("line", 2, NullLogger.Instance);
        var gate = new TaskCompletionSource();
        await mailbox.PostAsync(async () =>
        {
            await gate.Task;
            throw new InvalidOperationException("a defect");
        });
        var asked = mailbox.AskAsync(() => 1);
        var alsoAsked = mailbox.AskAsync(() => 2);
        var sentLater = mailbox.AskAsync(() => 3);
        gate.SetResult();

        foreach (var question in new[] { asked, alsoAsked, sentLater, mailbox.AskAsync(() => 4) })
        {
            var stopped = await Assert.ThrowsAsync<MailboxStoppedException>(() => question.WaitAsync(Patience));
            Assert.Equal("a defect", stopped.InnerException?.Message);
        }

        Assert.Equal("a defect", mailbox.Fault?.Message);
        await mailbox.DisposeAsync();
    }

    [Fact]
    public async Task A_question_that_fails_is_the_askers_fault_and_the_loop_goes_on()
    {
        await using var mailbox = new Mailbox("line", 2, NullLogger.Instance);
        await Assert.ThrowsAsync<FormatException>(() => mailbox.AskAsync<int>(() => throw new FormatException()));
        Assert.Equal(5, await mailbox.AskAsync(() => 5).WaitAsync(Patience));
    }

    [Fact]
    public async Task Work_with_an_answer_that_fails_stops_the_loop()
    {
        await using var mailbox = new Mailbox("line", 2, NullLogger.Instance);
        await Assert.ThrowsAsync<MailboxStoppedException>(
            () => mailbox.TakeAsync<int>(() => throw new FormatException("a defect")).WaitAsync(Patience));
        Assert.Equal("a defect", mailbox.Fault?.Message);
    }

    [Fact]
    public async Task A_question_that_is_given_up_does_not_wait_for_its_answer()
    {
        await using var mailbox = new Mailbox("line", 2, NullLogger.Instance);
        var gate = new TaskCompletionSource();
        await mailbox.PostAsync(async () => await gate.Task);
        using var giveUp = new CancellationTokenSource();
        var asked = mailbox.AskAsync(() => 1, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(Patience));
        gate.SetResult();
    }
}
