import type { IDataObject, INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';
import * as connection from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import * as watching from '../../../exchange/watch/watchCalendars';
import type { WatchedEvent } from '../../../exchange/watch/watchedEvent';
import { ExchangeCalendarTrigger } from '../../../nodes/ExchangeCalendarTrigger/ExchangeCalendarTrigger.node';
import { errorOf } from '../../../nodes/ExchangeCalendarTrigger/triggerErrors';
import { MemoryLibrary } from './library';

jest.mock('../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../exchange/watch/watchCalendars', () => ({ watchCalendars: jest.fn() }));

const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => `${name}@enyoi.example`);
const refused = new ExchangeError('signIn', 'mail.enyoi.example refused the sign-in', {
	remedy: 'Check the password.',
});

describe('a problem of one of several servers', () => {
	it('names the mailboxes that are there', () => {
		const told = errorOf({ kind: 'problem', mailboxes: [alice, bob], error: refused });
		expect(told.remedy).toBe(`It concerns only ${alice}, ${bob}. Check the password.`);
	});

	const test = async (...events: WatchedEvent[]) => {
		jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
		jest.mocked(watching.watchCalendars).mockImplementation(async function* () {
			yield* events;
			await new Promise(() => undefined);
		});
		const parameters: IDataObject = {
			mailboxes: { values: [alice, bob, carol].map((mailbox) => ({ mailbox })) },
			triggerOn: ['created'],
			options: { testWith: 'next' },
		};
		const logged: string[] = [];
		const given = await new Promise<Error | INodeExecutionData[]>((resolve, reject) => {
			const context = {
				getMode: () => 'manual',
				getNode: () => ({ id: 'n', name: 'Trigger', type: 'x', typeVersion: 1, parameters: {} }),
				getWorkflow: () => ({ id: 'w' }),
				getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
				getCredentials: async () => ({ server: 'mail.enyoi.example' }),
				logger: {
					error: (words: string, { mailboxes }: IDataObject) =>
						void logged.push(`${words}: ${String(mailboxes)}`),
				},
				emit: ([items]: INodeExecutionData[][]) => resolve(items),
				emitError: resolve,
			} as unknown as ITriggerFunctions;
			const trigger = new ExchangeCalendarTrigger().trigger.call(context);
			void trigger.then(async (response) => await response.manualTriggerFunction?.()).catch(reject);
		});
		return { given, logged };
	};
	const created = { kind: 'created', mailbox: carol, subject: 'Review' } as WatchedEvent;

	it('is written to the log by a test with the name of each, and the test goes on with the others', async () => {
		const problem = { kind: 'problem', mailboxes: [alice, bob], error: refused } as const;
		const { given, logged } = await test(problem, problem, created);
		expect(given).toMatchObject([{ json: { subject: 'Review' } }]);
		expect(logged).toEqual([`Trigger: ${refused.message}: ${alice},${bob}`]);
	});

	it('ends a test once no mailbox is left', async () => {
		const problem = { kind: 'problem', mailboxes: [alice, bob], error: refused } as const;
		const { given } = await test(problem, { kind: 'problem', mailbox: carol, error: refused });
		expect(given).toBeInstanceOf(Error);
	});
});
