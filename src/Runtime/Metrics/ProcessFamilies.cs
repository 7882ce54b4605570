using OrleansTwin.Diagnostics;
using OrleansTwin.Runtime.Answers;

namespace OrleansTwin.Runtime.Metrics;

/// <summary>The metrics of the process: memory, collections, its clock.</summary>
internal static class ProcessFamilies
{
    public static IEnumerable<MetricFamily> Of(ClockWatch clock)
    {
        var (layer, memory) = (MetricLayer.Edge, GC.GetGCMemoryInfo());
        clock.Look();
        yield return layer.Counter(
            "orleanstwin_clock_steps_total", "{step}", "Times that the system's clock was set by two seconds or more.",
            clock.Steps);
        yield return layer.Gauge("orleanstwin_process_resident_bytes", "By", "Memory of the process.", Environment.WorkingSet);
        yield return layer.Gauge(
            "orleanstwin_process_heap_bytes", "By", "Managed heap after the last collection.", memory.HeapSizeBytes);
        yield return layer.Gauge(
            "orleanstwin_process_committed_bytes", "By", "Memory that the managed heap holds.", memory.TotalCommittedBytes);
        yield return layer.Counter(
            "orleanstwin_process_allocated_bytes_total", "By", "Allocated since the start.", GC.GetTotalAllocatedBytes());
        yield return layer.Counter(
            "orleanstwin_process_full_collections_total", "{collection}", "Collections of all generations.",
            GC.CollectionCount(2));
    }
}
