using OrleansTwin.Store.Buffers;

namespace OrleansTwin.Store.Tests;

/// <summary>Receipts that come while a checkpoint writes those before them, at the limit of what is kept.</summary>
public sealed class ReceiptIndexTests
{
    private readonly ReceiptIndex _index = new(new StoreOptions { ReceiptsPerSourceMax = 3 });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void What_came_while_a_checkpoint_was_written_is_in_the_next_one(int during)
    {
        Commit(1, 3);
        var first = _index.Prepare(cursor: 3);
        Commit(4, during);
        _index.Saved(first);
        var second = _index.Prepare(cursor: 3 + during);
        var expected = Enumerable.Range(4, during).TakeLast(3).Select(token => (UInt128)token);
        Assert.Equal(expected, Assert.Single(second.Written).Receipts.Select(receipt => receipt.Token));
        Assert.Equal(during >= 3, second.Deleted.Contains(first.Written[0].Block));
    }

    private void Commit(int first, int count)
    {
        for (var token = first; token < first + count; token++)
            _index.Commit([new Receipt("feed", (UInt128)token, 0)], token);
    }
}
