using System.Security.Cryptography;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>Who may talk to whom: TLS and passwords, against a real mosquitto.</summary>
public sealed class MosquittoAccessTests : IDisposable
{
    private const string Tls = "allow_anonymous true\ncafile {dir}/ca.pem\ncertfile {dir}/broker.pem\nkeyfile {dir}/broker.key\n";

    private readonly TestAuthority _authority = new();
    private readonly string _ours = Directory.CreateTempSubdirectory("mqtt-client-").FullName;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_ours, recursive: true);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task Messages_pass_through_TLS_with_a_CA_of_one_s_own(MqttVersion version)
    {
        await using MosquittoBroker broker = await SecureBrokerAsync();
        await using var client = new MqttClient(Secure(broker, $"ca={_authority.WriteTo(_ours)}") with { Version = version });
        await Wait.For("the connection", client.ConnectAsync());
        await client.SubscribeAsync([new("a")]);
        byte[] big = RandomNumberGenerator.GetBytes(200_000);
        await client.PublishAsync(new("a", big, MqttQos.AtLeastOnce));
        Received[] received = await Inbox.HoldAsync(client, 1);
        Assert.Equal(big, received[0].Raw.Payload.ToArray());
        client.Acknowledge(received[0].Raw);
    }

    [Fact]
    public async Task A_broker_of_another_CA_is_refused()
    {
        await using MosquittoBroker broker = await SecureBrokerAsync();
        using var stranger = new TestAuthority("Another CA");
        MqttException refused = await RefusedAsync(Secure(broker, $"ca={stranger.WriteTo(_ours)}"));
        Assert.Equal(MqttReasonCode.NotAuthorized, refused.Reason);
        Assert.Contains("is not trusted by", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_only_the_machine_s_own_store_could_vouch_for_is_refused()
    {
        await using MosquittoBroker broker = await SecureBrokerAsync();
        MqttException refused = await RefusedAsync(Secure(broker, "keepAlive=60"));
        Assert.Contains("not trusted by the machine's trust store", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_of_another_name_is_refused_unless_that_name_is_given()
    {
        await using MosquittoBroker broker = await SecureBrokerAsync("broker.plant");
        string ca = _authority.WriteTo(_ours);
        MqttException refused = await RefusedAsync(Secure(broker, $"ca={ca}"));
        Assert.Contains("is not for '127.0.0.1'", refused.Message, StringComparison.Ordinal);

        await using var client = new MqttClient(Secure(broker, $"ca={ca}&serverName=broker.plant"));
        await Wait.For("the connection", client.ConnectAsync());
    }

    [Fact]
    public async Task A_client_certificate_opens_the_door_and_its_lack_keeps_it_shut()
    {
        await using MosquittoBroker broker = await SecureBrokerAsync(more: "require_certificate true\n");
        string ca = _authority.WriteTo(_ours);
        (string certificate, string key) = _authority.Issue(_ours, "edge-1");
        await using var client = new MqttClient(Secure(broker, $"ca={ca}&cert={certificate}&key={key}"));
        await Wait.For("the connection", client.ConnectAsync());

        await RefusedForAsync("asks for a client certificate", Secure(broker, $"ca={ca}"));
        using var stranger = new TestAuthority("Another CA");
        (certificate, key) = stranger.Issue(_ours, "intruder");
        await RefusedForAsync(
            "may not trust our client certificate (CN=intruder), issued by CN=Another CA",
            Secure(broker, $"ca={ca}&cert={certificate}&key={key}"));
        (certificate, key) = _authority.Issue(_ours, "late", TimeSpan.FromHours(-3), TimeSpan.FromHours(-2));
        await RefusedForAsync(
            "our client certificate (CN=late) expired on", Secure(broker, $"ca={ca}&cert={certificate}&key={key}"));
    }

    [Theory]
    [InlineData(-20, -1, "expired on ")]
    [InlineData(1, 20, "is not valid before ")]
    public async Task A_broker_s_certificate_out_of_its_time_is_refused_and_the_message_says_so(int from, int to, string expected)
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync(Tls, each =>
        {
            _authority.WriteTo(each.Directory);
            _authority.Issue(each.Directory, "broker", TimeSpan.FromHours(from), TimeSpan.FromHours(to), "127.0.0.1");
        });
        MqttException refused = await RefusedForAsync(expected, Secure(broker, $"ca={_authority.WriteTo(_ours)}"));
        Assert.Equal(MqttReasonCode.NotAuthorized, refused.Reason);
        Assert.Contains("CN=broker", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca=/no/such.pem", "'ca'")]
    [InlineData("cert=/no/such.pem", "'cert'")]
    public async Task A_file_that_can_t_be_read_is_named(string query, string key)
    {
        await using MosquittoBroker broker = await SecureBrokerAsync();
        MqttException refused = await RefusedAsync(Secure(broker, query));
        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
        Assert.Contains("/no/such.pem", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speaking_plainly_to_a_TLS_port_says_what_to_check()
    {
        await using MosquittoBroker broker = await SecureBrokerAsync();
        MqttException refused = await RefusedAsync(MqttOptions.Parse(broker.Url));
        Assert.Contains("whether it wants TLS", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task The_right_password_is_let_in_and_a_wrong_one_is_not(MqttVersion version)
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync("allow_anonymous false\npassword_file {dir}/pw",
            prepare: each => File.WriteAllText(Path.Combine(each.Directory, "pw"), PasswordLine("edge", "s3cret:ü")));
        MqttOptions right = MqttOptions.Parse($"mqtt://edge:s3cret%3A%C3%BC@127.0.0.1:{broker.Port}") with { Version = version };
        await using var client = new MqttClient(right);
        await Wait.For("the connection", client.ConnectAsync());

        MqttOptions[] all = [right with { Password = "guess" }, right with { UserName = null, Password = null }];
        foreach (MqttOptions wrong in all)
        {
            MqttException refused = await RefusedAsync(wrong);
            Assert.True(refused.Reason is MqttReasonCode.NotAuthorized or MqttReasonCode.BadUserNameOrPassword, refused.Message);
            Assert.Contains("check user name", refused.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<MqttException> RefusedAsync(MqttOptions options)
    {
        await using var client = new MqttClient(options);
        return await Assert.ThrowsAsync<MqttException>(() => Wait.For("the refusal", client.ConnectAsync()));
    }

    private static async Task<MqttException> RefusedForAsync(string expected, MqttOptions options)
    {
        MqttException refused = await RefusedAsync(options);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        return refused;
    }

    private static MqttOptions Secure(MosquittoBroker broker, string query) =>
        MqttOptions.Parse($"mqtts://127.0.0.1:{broker.Port}?{query}");

    private Task<MosquittoBroker> SecureBrokerAsync(string name = "127.0.0.1", string more = "") =>
        MosquittoBroker.StartAsync(Tls + more, prepare: broker =>
        {
            _authority.WriteTo(broker.Directory);
            _authority.Issue(broker.Directory, "broker", name);
        });

    /// <summary>A line of mosquitto's password file: PBKDF2 with SHA-512.</summary>
    private static string PasswordLine(string user, string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(12);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, 101, HashAlgorithmName.SHA512, 64);
        return $"{user}:$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}\n";
    }
}
