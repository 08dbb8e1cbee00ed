import { Blank, powershell, type CommandLine } from '../../powershell';
import { shell } from '../../shell';
import { defineCheck } from '../check';
import { failed, passed, skipped, warning, type Finding } from '../finding';
import { endpointOf } from '../endpoint';
import { isShared } from '../../transport/hostNames';
import { originOf } from '../../transport/origin';
import { onTheWay } from '../advice/proxyAdvice';
import { resolveHost, type NameResolution } from '../probes/dns';

export const dns = defineCheck({
	id: 'dns',
	title: 'The name of the server is known',
	needs: ['settings', 'autodiscover'],
	testButton: 'runs',
	async run({ facts, nameServers }) {
		if (!facts.url) return skipped('There is no server name to look up.');
		const endpoint = endpointOf(facts.url);
		// Behind a proxy it is the proxy that looks the server's name up.
		const { host } = endpoint.proxy ? originOf(endpoint.proxy.url) : endpoint;
		const resolution = await resolveHost(host, { nameServers });
		return onTheWay(judged(host, resolution), endpoint);
	},
});

function judged(host: string, resolution: NameResolution): Finding {
	const found = { resolution };
	const command = powershell`Resolve-DnsName ${host}`;
	switch (resolution.outcome) {
		case 'literal':
			return passed(`${host} is an address; there is no name to look up.`, found);
		case 'resolved':
			return passed(`${host} is ${resolution.addresses.join(', ')} (${resolution.ms} ms).`, found);
		case 'onlyByNameServer':
			return warning(
				{
					details: `The name server says that ${host} is ${resolution.addresses.join(', ')}, but this machine does not find it (${resolution.code}).`,
					cause:
						'The machine or container of n8n resolves names in another way than its name server, or remembers an older answer.',
					remedy: 'Check /etc/resolv.conf and /etc/hosts where n8n runs (in Docker: --dns).',
					remedyBy: 'you',
					command: shell`getent hosts ${host}`,
				},
				found,
			);
		case 'noSuchName':
			return failed(
				{
					details: `There is no host ${host}.`,
					cause:
						'The name is misspelt, or it is an internal name and n8n asks a name server outside your network.',
					remedy: `Check the name. If ${host} exists inside your network only, let n8n use the internal name server, or enter the name that is published.`,
					remedyBy: 'you',
					command,
				},
				found,
			);
		case 'noAddress':
			return failed(
				{
					details: `The name ${host} exists, but it has no address.`,
					cause:
						'The DNS record has no A or AAAA entry; perhaps it is the mail domain, not the server.',
					remedy: `Enter the name of the server (such as mail.${host}), or add an address record for ${host}.`,
					remedyBy: 'networkAdmin',
					command: addressRecord(host),
				},
				found,
			);
		case 'noAnswer':
			return failed(
				{
					details: `No name server answered when asked for ${host} (${resolution.code}).`,
					cause: 'The machine of n8n has no working name server, or a firewall blocks port 53.',
					remedy:
						'Check the name servers of the machine or container on which n8n runs, and that it may reach them on port 53.',
					remedyBy: 'networkAdmin',
					command,
				},
				found,
			);
	}
}

/** Adds an address to a name; that of a zone itself goes by @. */
function addressRecord(host: string): CommandLine {
	const [label, ...above] = host.split('.');
	const zone = above.join('.');
	const [zoneName, name] = isShared(zone) ? [host, '@'] : [zone, label];
	return powershell`Add-DnsServerResourceRecordA -ZoneName ${zoneName} -Name ${name} -IPv4Address ${new Blank('address of Exchange')}`;
}
