import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import {
	describeWith,
	repositoryRoot,
	schemaDirectory,
	schemas,
	type Requirement,
} from '../../requirements';

const modules = path.join(repositoryRoot, '.cache/nodeEws');
const nodeEws: Requirement = {
	name: `node-ews in ${path.relative(repositoryRoot, modules)} (.ci/run installs it)`,
	met: () => existsSync(path.join(modules, 'node_modules/node-ews')),
};

interface Message {
	attributes: { ResponseClass: string };
	ResponseCode: string;
}
type Messages<Name extends string, More> = {
	ResponseMessages: Record<`${Name}ResponseMessage`, Message & More>;
};
interface Answers {
	members: Messages<'ExpandDL', { DLExpansion: { Mailbox: Array<{ EmailAddress: string }> } }>;
	created: Messages<'CreateItem', unknown>;
	view: Messages<
		'FindItem',
		{ RootFolder: { Items: { CalendarItem: Array<Record<string, unknown>> } } }
	>;
	deleted: Messages<'DeleteItem', unknown>;
}

/** node-ews makes its requests from the description that the server gives of itself. */
describeWith([nodeEws, schemas], 'node-ews on the test Exchange', () => {
	let server: ExchangeServer;
	let answers: Answers;

	beforeAll(async () => {
		server = await startExchangeServer({ schemas: schemaDirectory, authentication: ['basic'] });
		answers = await runScenario(server);
	}, 120_000);

	afterAll(async () => {
		await server.close();
		expect(server.schemaViolations).toEqual([]);
	});

	it('gets the description of the service and its schemas', () => {
		const gets = server.requests.filter(({ method, status }) => method === 'GET' && status === 200);
		const paths = new Set(gets.map(({ path: url }) => url.toLowerCase()));
		expect([...paths]).toEqual(
			expect.arrayContaining(['/ews/services.wsdl', '/ews/messages.xsd', '/ews/types.xsd']),
		);
	});

	it('lists the members of a group', () => {
		const { ExpandDLResponseMessage: message } = answers.members.ResponseMessages;
		const [{ members }] = server.company.groups;
		expect(message.DLExpansion.Mailbox.map((one) => one.EmailAddress)).toEqual(members);
	});

	it('creates, views and deletes an event', () => {
		expect(answers.created.ResponseMessages.CreateItemResponseMessage.ResponseCode).toBe('NoError');
		const { RootFolder } = answers.view.ResponseMessages.FindItemResponseMessage;
		expect([RootFolder.Items.CalendarItem].flat()).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ Subject: 'By node-ews <&>', Location: 'Here' }),
			]),
		);
		expect(answers.deleted.ResponseMessages.DeleteItemResponseMessage.ResponseCode).toBe('NoError');
		const left = server.company.user('alice').calendar.items();
		expect(left.some(({ subject }) => subject.startsWith('By node-ews'))).toBe(false);
	});
});

async function runScenario(server: ExchangeServer): Promise<Answers> {
	const temp = await mkdtemp(path.join(tmpdir(), 'node-ews-'));
	const { account, password } = server.company.user('alice');
	const settings = {
		modules,
		temp,
		host: new URL(server.url).origin,
		username: `${account.domain}\\${account.accountName}`,
		password,
		list: server.company.groups[0].smtpAddress,
	};
	const child = spawn(process.execPath, [path.join(__dirname, 'scenario.cjs')], {
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	child.stdin.end(JSON.stringify(settings));
	const output: Buffer[] = [];
	const errors: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
	child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
	try {
		const status = await new Promise<number | null>((resolve, reject) => {
			child.on('error', reject);
			child.on('close', resolve);
		});
		if (status !== 0) throw new Error(`node-ews failed:\n${Buffer.concat(errors).toString()}`);
	} finally {
		await rm(temp, { recursive: true, force: true });
	}
	return JSON.parse(Buffer.concat(output).toString()) as Answers;
}
