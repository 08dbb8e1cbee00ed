import { describeServer, schemaFor } from '../../ews/versions';
import { powershell } from '../../powershell';
import { setting } from '../../shell';
import { defineCheck } from '../check';
import { passed, skipped, warning } from '../finding';

export const version = defineCheck({
	id: 'version',
	title: 'The version is the claimed one and supported',
	needs: ['authentication'],
	testButton: 'runs',
	async run({ facts, now }) {
		const { exchange, settings } = facts;
		if (!exchange?.serverVersion || !settings) {
			return skipped('The server did not say which version it is.');
		}
		const found = describeServer(exchange.serverVersion, now());
		const schema = schemaFor(settings.version);
		const name = [found.product, found.release].filter(Boolean).join(' ');
		const details = `${name}, build ${found.build}; requests use the schema ${schema}.`;
		const known = {
			server: {
				...facts.server,
				product: name,
				build: found.build,
				schemaVersion: exchange.serverVersion.version,
				requestSchema: schema,
				supported: found.supported,
			},
		};
		if (found.claim !== settings.version && found.claim !== undefined) {
			return warning(
				{
					details,
					cause: `The credential says ${settings.version}, the server is ${found.claim}.`,
					remedy: `Set the version of the credential to ${found.claim}.`,
					remedyBy: 'you',
					command: setting('version', found.claim),
				},
				known,
			);
		}
		if (found.supported === false) {
			return warning(
				{
					details,
					cause: `Microsoft's support for it ended on ${found.endOfSupport}; it gets no security updates.`,
					remedy:
						'Plan the update to Exchange Server Subscription Edition. This package works all the same.',
					remedyBy: 'exchangeAdmin',
					command: powershell`Get-ExchangeServer | Format-List Name,AdminDisplayVersion`,
				},
				known,
			);
		}
		return passed(details, known);
	},
});
