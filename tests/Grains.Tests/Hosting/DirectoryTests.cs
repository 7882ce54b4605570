using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.GrainDirectory;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Plants;

namespace OrleansTwin.Grains.Tests.Hosting;

/// <summary>
/// The directory by which grains are found. What a wrong one does shows only where real processes are lost ('prove grid'): a
/// cluster within a test has one of its own.
/// </summary>
public sealed class DirectoryTests
{
    private const string Default = GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY;

    [Fact]
    public void A_silo_asks_the_others_where_grains_are_and_keeps_none_of_a_lost_one_waiting()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryGrainStorage(GridState.Storage)
            .AddGrid(new GridOptions(), GridRoles.Silo));
        using var host = builder.Build();

        var directory = host.Services.GetRequiredKeyedService<IGrainDirectory>(Default);
        var options = host.Services.GetRequiredService<IOptions<GrainDirectoryOptions>>().Value;

        Assert.Equal("DistributedGrainDirectory", directory.GetType().Name);
        Assert.Equal(TimeSpan.Zero, options.RangeLeaseDuration);
    }
}
