import { version } from '../../../package.json';
import { reasons, type Seen } from './observation';

/** A behaviour of the server, or why it was not seen. */
export type SeenBehaviour = { name: string } & Seen;

/** The ways of one Exchange. Holds no name, address, subject or host. */
export interface BehaviourDescription {
	/** Such as `Exchange Server 2019 CU14`; absent where the server does not say. */
	product?: string;
	/** Such as `15.2.1544.4`. */
	build?: string;
	/** The schema of the requests, such as `Exchange2013_SP1`. */
	schema: string;
	mailboxAccess: 'impersonation' | 'delegate';
	behaviours: SeenBehaviour[];
	/** Markdown to send along with a bug report. */
	report: string;
}

/** Markdown of what was seen; built of fixed words alone. */
export function behaviourReport({
	product = 'of unknown version',
	build,
	schema,
	mailboxAccess,
	behaviours,
}: Omit<BehaviourDescription, 'report'>): string {
	return [
		'# Behaviours of an Exchange server',
		'',
		`- Server: ${product}${build === undefined ? '' : `, build ${build}`}`,
		`- Requests: schema ${schema}, ${mailboxAccess}`,
		`- Printed by n8n-nodes-exchange-server ${version}`,
		'',
		'Found by reading alone. Holds no name, address, subject or host.',
		'docs/exchange-behaviours.md of the project explains the words.',
		'',
		'| behaviour | this server |',
		'| --- | --- |',
		...behaviours.map((one) => `| ${one.name} | ${wordsFor(one)} |`),
		'',
	].join('\n');
}

function wordsFor(one: SeenBehaviour): string {
	if ('values' in one) return one.values.map((value) => `\`${value}\``).join(' or ');
	return one.code === undefined ? reasons[one.unseen] : `${reasons[one.unseen]} (${one.code})`;
}
