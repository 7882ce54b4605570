using OrleansTwin.Store.Buffers;

namespace OrleansTwin.Store.Tests;

public sealed class NameIndexTests
{
    [Fact]
    public void Every_name_is_found_by_its_key_and_every_key_by_its_name()
    {
        var index = new NameIndex();
        index.Add(Names(0, 7));
        index.Add(Names(7, 50_000));

        Assert.Equal(50_000, index.Count);
        for (var key = 0; key < index.Count; key++)
        {
            Assert.True(index.TryGetKey($"plant/s{key}", out var found));
            Assert.Equal((key, $"plant/s{key}"), (found, index.NameOf(key)));
        }

        Assert.False(index.TryGetKey("plant/s50000", out _));
    }

    [Fact]
    public async Task What_is_known_is_found_by_other_threads_while_more_is_added()
    {
        var index = new NameIndex();
        index.Add(Names(0, 1));
        var reading = Task.Run(() =>
        {
            for (var count = 0; count < 20_000; count = index.Count)
            {
                Assert.True(index.TryGetKey("plant/s0", out var first));
                Assert.Equal(0, first);
                Assert.Equal($"plant/s{count / 2}", index.NameOf(count / 2));
            }
        });
        for (var from = 1; from < 20_000; from += 100)
            index.Add(Names(from, Math.Min(from + 100, 20_000)));

        await reading;
    }

    [Fact]
    public void A_name_that_is_known_is_kept_as_the_string_that_its_user_has()
    {
        var index = new NameIndex();
        index.Add(Names(0, 3));
        var own = string.Concat("plant/", "s1");

        Assert.Equal(1, index.KeyOfSame(own));

        Assert.Same(own, index.NameOf(1));
        Assert.True(index.TryGetKey("plant/s1", out var key));
        Assert.Equal(1, key);
    }

    [Fact]
    public void Of_equal_names_the_last_is_found()
    {
        var index = new NameIndex();
        index.Add(["a", "b", "a"]);

        Assert.True(index.TryGetKey("a", out var key));
        Assert.Equal((2, "a", "a"), (key, index.NameOf(0), index.NameOf(2)));
    }

    private static List<string> Names(int from, int to) => [.. Enumerable.Range(from, to - from).Select(key => $"plant/s{key}")];
}
