using OrleansTwin.Ingest.Mqtt;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>Options from a URL, and how errors in them read.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void A_short_url_has_the_defaults() =>
        Assert.Equal(new MqttOptions { Host = "broker.plant", Port = 1883 }, MqttOptions.Parse("mqtt://broker.plant"));

    [Fact]
    public void A_long_url_sets_everything_it_names()
    {
        MqttOptions options = MqttOptions.Parse("mqtts://us%40er:p%3Aw@host:9883?clientId=edge%201&cleanStart=false"
            + "&sessionExpiry=3600&keepAlive=30&version=4&ca=ca.pem&cert=c.pem&key=k.pem&serverName=b.local"
            + "&receiveMaximum=100&firstPacketId=7");
        Assert.Equal(new MqttOptions
        {
            Host = "host",
            Port = 9883,
            UserName = "us@er",
            Password = "p:w",
            ClientId = "edge 1",
            CleanStart = false,
            SessionExpirySeconds = 3600,
            KeepAliveSeconds = 30,
            Version = MqttVersion.V311,
            Tls = new("ca.pem", "c.pem", "k.pem", "b.local"),
            ReceiveMaximum = 100,
            FirstPacketId = 7,
        }, options);
    }

    [Fact]
    public void TLS_has_its_own_port() => Assert.Equal(8883, MqttOptions.Parse("mqtts://host").Port);

    [Theory]
    [InlineData("http://host", "url", "mqtt://")]
    [InlineData("host:1883", "url", "mqtt://")]
    [InlineData("mqtt://host/topic", "url path", "none")]
    [InlineData("mqtt://host?keepAlive=soon", "keepAlive", "whole number from 0 to 65535")]
    [InlineData("mqtt://host?keepAlive=65536", "keepAlive", "whole number from 0 to 65535")]
    [InlineData("mqtt://host?version=3", "version", "4 (3.1.1) or 5")]
    [InlineData("mqtt://host?cleanStart=maybe", "cleanStart", "true or false")]
    [InlineData("mqtt://host?cleanStart=false", "clientId", "a name")]
    [InlineData("mqtt://host?ca=ca.pem", "ca", "mqtts://")]
    [InlineData("mqtts://host?key=k.pem", "key", "a certificate")]
    [InlineData("mqtt://host?colour=red", "colour", "clientId")]
    public void A_wrong_url_names_the_key_and_what_was_expected(string url, string key, string expected)
    {
        string message = Assert.Throws<FormatException>(() => MqttOptions.Parse(url)).Message;
        Assert.Contains($"'{key}'", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_does_not_show_the_password() =>
        Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => MqttOptions.Parse("mqt://u:secret@host")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_will_needs_a_topic() => Assert.Equal(MqttReasonCode.TopicNameInvalid,
        Assert.Throws<MqttException>(() => new MqttOptions { Will = new("a/#", default) }.Validate()).Reason);

    [Fact]
    public void Printing_options_does_not_show_the_password() =>
        Assert.DoesNotContain("secret",
            new MqttOptions { UserName = "u", Password = "secret" }.ToString(), StringComparison.Ordinal);
}
