/** Every request that others recorded or published, sent to the server: none may be beyond it. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ExchangeServer } from '../../exchangeServer';
import { child, parseXml, type XmlNode } from '../../exchangeServer/xml/node';
import {
	describeWith,
	schemas,
	sharedDirectory,
	transcripts as transcriptsAtHand,
} from '../../requirements';
import { basic, send, startSmallExchange, codes } from './rawClient';

const transcripts = path.join(sharedDirectory, 'transcripts');

/** Operations that nobody has asked this server for. */
const BEYOND = new Set([
	'AddDelegate',
	'CreateAttachment',
	'GetAttachment',
	'DeleteAttachment',
	'EmptyFolder',
	'MoveFolder',
	'SendItem',
	'FindPeople',
	'GetInboxRules',
	'GetUserOofSettings',
	'GetUserOofSettingsRequest',
	'GetPasswordExpirationDate',
]);

interface Recorded {
	file: string;
	text: string;
	operation: string;
}

function requests(): Recorded[] {
	return ['recorded', 'ms-docs'].flatMap((folder) =>
		readdirSync(path.join(transcripts, folder))
			.filter((name) => name.endsWith('.xml'))
			.map((name) => read(folder, name))
			.filter((one): one is Recorded => one !== undefined),
	);
}

function read(folder: string, name: string): Recorded | undefined {
	const text = readFileSync(path.join(transcripts, folder, name), 'utf8');
	let root: XmlNode;
	try {
		root = parseXml(text);
	} catch {
		return undefined;
	}
	const operation = child(root, 'Body')?.children[0]?.name ?? '';
	if (/Response$|^Fault$|^$/.test(operation) || BEYOND.has(operation)) return undefined;
	// Grouping and full-text search of mail: nothing here reads mail that way.
	if (/<(\w+:)?(GroupBy|DistinguishedGroupBy|QueryString)\b/.test(text)) return undefined;
	return { file: `${folder}/${name}`, text, operation };
}

describeWith(transcriptsAtHand, 'recorded and published requests', () => {
	const recorded = requests();
	let server: ExchangeServer;
	beforeAll(async () => {
		server = await startSmallExchange();
	});
	afterAll(() => server.close());

	it('are there', () => expect(recorded.length).toBeGreaterThan(100));

	it.each(recorded)('$file ($operation)', async ({ text, operation }) => {
		const headers = basic(server.company.serviceAccount);
		const reply = await send(server.url, { headers, body: text });
		const body = parseXml(reply.body.toString('utf8'));
		const found = codes(body);
		expect(server.schemaViolations).toEqual([]);
		if (operation === 'GetUserAvailabilityRequest' && reply.status === 200) return;
		expect(found.length).toBeGreaterThan(0);
		expect(found).not.toContain('ErrorInternalServerError');
		expect(reply.body.toString()).not.toContain('is not part of this server');
		if (schemas.met() && reply.status !== 200) {
			expect([500, 400]).toContain(reply.status);
			expect(found[0]).toMatch(
				/^Error(SchemaValidation|InvalidServerVersion|NonExistentMailbox|InvalidUserPrincipalName|IncorrectSchemaVersion|InvalidRequest|TimeZone|MessageDispositionRequired)$/,
			);
		}
	});
});
