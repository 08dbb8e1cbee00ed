import { ActiveWorkflowTriggers, TriggerContext, TriggersAndPollers } from 'n8n-core';
import {
	Workflow,
	type ICredentialsHelper,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
} from 'n8n-workflow';
import { ExchangeCalendarTrigger } from '../../../nodes/ExchangeCalendarTrigger/ExchangeCalendarTrigger.node';
import { additionalData } from '../runWorkflow';

const type: INodeType = new ExchangeCalendarTrigger();

/** What n8n ended an execution with, or how long it lasts. */
export type Execute = (events: IDataObject[]) => Promise<void>;

/**
 * A main instance of n8n, as far as it has to do with triggers: the part of n8n's core that starts them
 * when the instance becomes the leader, and closes them when another one is.
 */
export class MainInstance {
	/** Everything that started an execution. */
	readonly events: IDataObject[] = [];
	/** What was recorded as a failed execution. */
	readonly failures: Error[] = [];
	private readonly triggers: ActiveWorkflowTriggers;
	private readonly workflow: Workflow;

	constructor(
		parameters: INodeParameters,
		private readonly credentials: Partial<ICredentialsHelper>,
		private readonly execute: Execute = async () => {},
	) {
		const { name } = type.description;
		const node: INode = {
			id: 'trigger-1',
			name: 'Trigger',
			type: name,
			typeVersion: 1,
			position: [0, 0],
			parameters,
			credentials: {
				exchangeServerApi: { id: '1', name: 'Exchange' },
				exchangeServerOAuth2Api: { id: '2', name: 'Exchange' },
			},
		};
		this.workflow = new Workflow({
			id: 'workflow-1',
			nodes: [node],
			connections: {},
			active: true,
			nodeTypes: {
				getByNameAndVersion: () => type,
				getKnownTypes: () => ({}),
				getByName: () => type,
			} as INodeTypes,
		});
		const logger = { scoped: () => logger, debug() {}, info() {}, warn() {}, error() {} };
		const schedules = {
			deregisterGroup: () => false,
			deregisterTarget() {},
			getTargetIds: () => [],
			getGroupIds: () => [],
			hasTarget: () => false,
		};
		this.triggers = new ActiveWorkflowTriggers(
			logger as never,
			schedules as never,
			new TriggersAndPollers(),
			{ error: (error: Error) => void this.failures.push(error) } as never,
			{} as never,
		);
	}

	/** Becomes the leader: all triggers are started. */
	async takeOver(): Promise<void> {
		const { workflow } = this;
		const data = additionalData({});
		await this.triggers.addAllTriggers(
			workflow.id,
			workflow,
			{ ...data, credentialsHelper: { ...data.credentialsHelper, ...this.credentials } as never },
			'trigger',
			'leadershipChange',
			(...[, node, more, mode, activation]) =>
				new TriggerContext(
					workflow,
					node,
					more,
					mode,
					activation,
					([items], _response, done) => {
						const events = items.map(({ json }) => json);
						this.events.push(...events);
						this.execute(events).then(
							() => done?.resolve({} as IRun),
							(error: Error) => done?.reject(error),
						);
					},
					(error) => void this.failures.push(error),
					(error) => void this.failures.push(error),
					{} as never,
				),
			(() => undefined) as never,
		);
	}

	/** Is the leader no more: all triggers are closed. */
	async stepDown(): Promise<void> {
		await this.triggers.removeAllNonWebhookTriggerWorkflows();
	}
}
