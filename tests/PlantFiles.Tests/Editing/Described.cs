using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.Editing;

/// <summary>Everything that a model says, as text, so that two plants can be compared to the last property.</summary>
internal sealed class Described
{
    private static readonly Type[] Scalars =
        [typeof(string), typeof(DateTime), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(DateTimeOffset)];

    private readonly StringBuilder _text = new();
    private readonly Dictionary<ShiftCalendar, string> _calendars = new(ReferenceEqualityComparer.Instance);

    public static string Of(object? value)
    {
        var described = new Described();
        described.Describe("", value);
        return described._text.ToString();
    }

    private void Describe(string path, object? value)
    {
        if (value is null || value.GetType() is { IsPrimitive: true } or { IsEnum: true } || Scalars.Contains(value.GetType()))
            _text.Append(path).Append(" = ").AppendLine(Convert.ToString(value, CultureInfo.InvariantCulture));
        else if (value is TimeZoneInfo zone)
            _text.Append(path).Append(" = ").AppendLine(zone.Id);
        else if (value is ShiftCalendar calendar && !_calendars.TryAdd(calendar, path))
            _text.Append(path).Append(" = ").AppendLine(_calendars[calendar]);
        else if (value is IEnumerable items)
            DescribeItems(path, items);
        else
            DescribeProperties(path, value);
    }

    private void DescribeItems(string path, IEnumerable items)
    {
        var index = 0;
        foreach (var item in items)
            Describe($"{path}[{index++}]", item);
        _text.Append(path).Append(".Count = ").Append(index).AppendLine();
    }

    private void DescribeProperties(string path, object value)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var isRepetition = property.Name is nameof(Plant.Assets) or nameof(Plant.Machines);
            if (!isRepetition && property.GetIndexParameters().Length == 0)
                Describe($"{path}.{property.Name}", property.GetValue(value));
        }
    }
}
