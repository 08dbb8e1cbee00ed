/** Exchange Calendar as tools of n8n's AI Agent, with a model that follows a script. */
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';
import { addWorkflow, type AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import { at, companyWithRoom } from './companyWithRoom';
import { ScriptedModel, type Script } from './scriptedModel';
import { startSession, startTimeoutMs, type Session } from './session';

const zone = 'Europe/Amsterdam';

let session: Session;
let model: ScriptedModel;
let modelCredential: { id: string; name: string };

beforeAll(async () => {
	const company = companyWithRoom(['alice', 'bob', 'carol']);
	const book = (name: string, subject: string, start: string, end: string, more = {}) =>
		company.user(name).calendar.create({ subject, start, end, ...more });
	book('alice', 'Review', '2036-12-09T10:00', '2036-12-09T11:00');
	book('alice', 'Doctor', '2036-12-09T14:00', '2036-12-09T15:00', { sensitivity: 'Private' });
	book('bob', 'Busy', '2036-12-15T09:00', '2036-12-15T12:00');
	book('bob', 'Kick-off', '2036-12-09T16:00', '2036-12-09T17:00', { attendees: ['alice'] });
	session = await startSession(company);
	// Bob's own invitation.
	session.exchange.outbox.length = 0;
	model = await ScriptedModel.start();
	modelCredential = await session.client.createCredential({
		name: 'Scripted Model',
		type: 'openAiApi',
		data: { apiKey: 'none', url: model.url },
	});
}, startTimeoutMs);

afterAll(async () => {
	expect(session?.exchange.outbox).toEqual([]);
	expect(session?.exchange.schemaViolations).toEqual([]);
	await model?.close();
	await session?.stop();
});

const subjects = (name: string) =>
	session.exchange.company
		.user(name)
		.calendar.items()
		.map(({ subject }) => subject);

/** A parameter that the model fills in, as the editor writes it. */
const byModel = (key: string, type = 'string') =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, '${type}') }}`;

const mailbox = { __rl: true, mode: 'address', value: at('alice') };
const event = { __rl: true, mode: 'id', value: byModel('Event') };
const window = { start: byModel('Start'), end: byModel('End') };

/** Tools that a user adds below an agent for an assistant of Alice. */
const tools: Record<string, INodeParameters> = {
	'Get events': {
		resource: 'event',
		operation: 'getMany',
		mailbox,
		...window,
		options: { timeZone: zone },
	},
	'Create event': {
		resource: 'event',
		operation: 'create',
		mailbox,
		subject: byModel('Subject'),
		...window,
		additionalFields: { attendees: byModel('Attendees'), rooms: byModel('Rooms') },
		options: { timeZone: zone },
	},
	'Update event': {
		resource: 'event',
		operation: 'update',
		mailbox,
		event,
		updateFields: { start: byModel('Start') },
		options: { timeZone: zone },
	},
	'Answer invitation': {
		resource: 'event',
		operation: 'respond',
		mailbox,
		event,
		response: byModel('Response'),
	},
	'Find slots': {
		resource: 'availability',
		operation: 'findSlots',
		required: byModel('Required_People'),
		durationMinutes: byModel('Duration_Minutes', 'number'),
		...window,
		withRoom: byModel('Find_a_Room_Too', 'boolean'),
		options: { timeZone: zone },
	},
	'Set out of office': {
		resource: 'outOfOffice',
		operation: 'set',
		mailbox,
		...window,
		internalReply: byModel('Internal_Reply'),
		options: { timeZone: zone },
	},
};

let agent: AddedWorkflow;

beforeAll(async () => {
	const node = (
		name: string,
		type: string,
		typeVersion: number,
		parameters: INodeParameters,
		credentials?: INode['credentials'],
	): INode => ({
		id: name,
		name,
		type,
		typeVersion,
		parameters,
		position: [0, 0],
		...(credentials && { credentials }),
		...(type.endsWith('Tool') && { onError: 'continueRegularOutput' as const }),
	});
	const langchain = '@n8n/n8n-nodes-langchain';
	const exchangeServerApi = { id: session.credential.id, name: session.credential.name };
	const to = (type: string) => ({
		[type]: [[{ node: 'Agent', type, index: 0 }]],
	});
	const connections = {
		Webhook: to('main'),
		Model: to('ai_languageModel'),
		...Object.fromEntries(Object.keys(tools).map((name) => [name, to('ai_tool')])),
	} as IConnections;
	const webhook = { httpMethod: 'POST', path: 'agent', responseMode: 'lastNode', options: {} };
	agent = await addWorkflow(session.client, {
		name: 'Assistant',
		nodes: [
			{ ...node('Webhook', 'n8n-nodes-base.webhook', 2.1, webhook), webhookId: 'agent' },
			node('Agent', `${langchain}.agent`, 3, {
				promptType: 'define',
				text: '={{ $json.body.question }}',
				options: {},
			}),
			node(
				'Model',
				`${langchain}.lmChatOpenAi`,
				1.2,
				{ model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
				{ openAiApi: modelCredential },
			),
			...Object.entries(tools).map(([name, parameters]) =>
				node(name, 'n8n-nodes-exchange-server.exchangeCalendarTool', 1, parameters, {
					exchangeServerApi,
				}),
			),
		],
		connections,
		settings: { executionOrder: 'v1', timezone: zone },
	});
});

/** Asks the agent; the model follows the script. */
async function ask(question: string, script: Script): Promise<unknown> {
	model.follow(script);
	const execution = await agent.run({ question });
	expect({ status: execution.status, error: execution.data.resultData.error?.message }).toEqual({
		status: 'success',
		error: undefined,
	});
	return execution.items('Agent')[0].json.output;
}

/** The one thing that a tool answered: agents get its items in a list. */
const only = (answer: unknown): Record<string, unknown> => {
	const list = [answer].flat(3) as Array<Record<string, unknown>>;
	return (typeof list[0].response === 'object' ? [list[0].response].flat(3)[0] : list[0]) as Record<
		string,
		unknown
	>;
};

it('"What is on my calendar tomorrow?" takes one tool, and private events stay private', async () => {
	const output = await ask('What is on my calendar on 9 December?', (answers) =>
		answers.length === 0
			? { tool: 'Get_events', args: { Start: '2036-12-09', End: '2036-12-09' } }
			: { say: JSON.stringify(answers[0]) },
	);

	expect(output).toContain('"subject":"Review"');
	expect(output).toContain('"startUtc":"2036-12-09T09:00:00Z"');
	expect(output).not.toContain('Doctor');
	expect(model.calls).toHaveLength(1);
});

it('tells the model what each tool does and which parameters it takes', async () => {
	await ask('Hello', () => ({ say: 'Hello' }));

	const offered = Object.fromEntries(
		model.tools.map(({ name, description, parameters }) => [
			name,
			{ description, asks: Object.keys(parameters.properties ?? {}) },
		]),
	);
	expect(offered).toEqual({
		Get_events: {
			description: 'Get the events of a calendar between two times in Exchange Calendar',
			asks: ['Start', 'End'],
		},
		Create_event: {
			description: 'Create an event in a calendar in Exchange Calendar',
			asks: ['Subject', 'Start', 'End', 'Attendees', 'Rooms'],
		},
		Update_event: {
			description: 'Change or move an event of a calendar in Exchange Calendar',
			asks: ['Event', 'Start'],
		},
		Answer_invitation: {
			description: 'Accept or decline an invitation in Exchange Calendar',
			asks: ['Event', 'Response'],
		},
		Find_slots: {
			description: 'Find times at which people can meet in Exchange Calendar',
			asks: ['Required_People', 'Duration_Minutes', 'Start', 'End', 'Find_a_Room_Too'],
		},
		Set_out_of_office: {
			description: 'Set the automatic replies of a mailbox in Exchange Calendar',
			asks: ['Start', 'End', 'Internal_Reply'],
		},
	});
});

it('"Find an hour with bob and carol and book the Atrium" takes two tools', async () => {
	await ask('Find an hour with bob and carol next Monday and book the Atrium', (answers) => {
		if (answers.length === 0) {
			return {
				tool: 'Find_slots',
				args: {
					Required_People: `${at('alice')}, ${at('bob')}, ${at('carol')}`,
					Duration_Minutes: 60,
					Start: '2036-12-15',
					End: '2036-12-15',
					Find_a_Room_Too: true,
				},
			};
		}
		if (answers.length === 1) {
			const { slots } = only(answers[0]) as {
				slots: Array<{ startUtc: string; endUtc: string; rooms: [{ emailAddress: string }] }>;
			};
			const [{ startUtc, endUtc, rooms }] = slots;
			return {
				tool: 'Create_event',
				args: {
					Subject: 'Hour together',
					Start: startUtc,
					End: endUtc,
					Attendees: `${at('bob')}, ${at('carol')}`,
					Rooms: rooms[0].emailAddress,
				},
			};
		}
		return { say: 'Booked' };
	});

	expect(model.calls.map(({ tool }) => tool)).toEqual(['Find_slots', 'Create_event']);
	expect(only(model.answers[1])).toMatchObject({ action: 'created', subject: 'Hour together' });
	const [item] = session.exchange.company
		.user('alice')
		.calendar.items()
		.filter(({ subject }) => subject === 'Hour together');
	// Nobody works before eight, and Bob is busy from nine to twelve.
	expect(only(model.answers[1])).toMatchObject({ startUtc: '2036-12-15T07:00:00Z' });
	expect(item).toBeDefined();
});

it('"Move it to Thursday" takes a look and a change', async () => {
	await ask('Move the review of 9 December to Thursday, same time', (answers) => {
		if (answers.length === 0) {
			return { tool: 'Get_events', args: { Start: '2036-12-09', End: '2036-12-09' } };
		}
		if (answers.length === 1) {
			const id = /"subject":"Review".*?"id":"([^"]+)"/.exec(JSON.stringify(answers[0]))![1];
			return { tool: 'Update_event', args: { Event: id, Start: '2036-12-11T10:00:00' } };
		}
		return { say: 'Moved' };
	});

	expect(only(model.answers[1])).toMatchObject({
		action: 'updated',
		startUtc: '2036-12-11T09:00:00Z',
		endUtc: '2036-12-11T10:00:00Z',
	});
	expect(subjects('alice').filter((subject) => subject === 'Review')).toHaveLength(1);
});

it('"Decline the 16:00" takes a look and an answer, which nobody is mailed', async () => {
	await ask('Decline the meeting at 16:00 on 9 December', (answers) => {
		if (answers.length === 0) {
			return { tool: 'Get_events', args: { Start: '2036-12-09', End: '2036-12-09' } };
		}
		if (answers.length === 1) {
			const id = /"subject":"Kick-off".*?"id":"([^"]+)"/.exec(JSON.stringify(answers[0]))![1];
			return { tool: 'Answer_invitation', args: { Event: id, Response: 'decline' } };
		}
		return { say: 'Declined' };
	});

	expect(only(model.answers[1])).toMatchObject({ action: 'responded', response: 'decline' });
	expect(subjects('alice')).not.toContain('Kick-off');
	expect(subjects('bob')).toContain('Kick-off');
});

it('"I am away from Monday to Friday" takes one tool', async () => {
	await ask('I am away from 15 to 19 December', (answers) =>
		answers.length === 0
			? {
					tool: 'Set_out_of_office',
					args: { Start: '2036-12-15', End: '2036-12-19', Internal_Reply: 'Away until Monday' },
				}
			: { say: 'Done' },
	);

	expect(only(model.answers[0])).toMatchObject({
		status: 'scheduled',
		startUtc: '2036-12-14T23:00:00Z',
		endUtc: '2036-12-19T23:00:00Z',
	});
});

it('a model that gives something wrong reads what to give instead', async () => {
	await ask('What is on tomorrow?', (answers) =>
		answers.length === 0
			? { tool: 'Get_events', args: { Start: 'tomorrow', End: '2036-12-09' } }
			: { say: JSON.stringify(answers[0]) },
	);

	expect(JSON.stringify(model.answers[0])).toMatch(
		/Start is .{1,4}tomorrow.{1,4}, not a date or time.*Give Start as/s,
	);
});
