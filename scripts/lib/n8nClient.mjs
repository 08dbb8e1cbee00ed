/** n8n's REST interface, as far as its editor uses it for what the demo and the tests do. */

import { setTimeout as sleep } from 'node:timers/promises';

import { parseFlatted } from './flatted.mjs';

const POLL_MS = 100;
const WEBHOOK_TIMEOUT_MS = 15_000;
const UNFINISHED = new Set(['new', 'running', 'waiting', 'unknown']);

/** An answer of n8n that is not 2xx. */
export class N8nRequestFailed extends Error {
	constructor(method, path, status, body) {
		const said = typeof body === 'object' ? (body?.message ?? JSON.stringify(body)) : body;
		super(`${method} ${path}: ${status} ${said}`);
		this.status = status;
		this.body = body;
	}
}

export class N8nClient {
	#cookie = '';

	/** @param {string} url such as http://127.0.0.1:5678 */
	constructor(url) {
		this.url = url;
	}

	/** @returns {Promise<any>} the body, parsed when it is JSON, without n8n's `data` envelope */
	async request(method, path, body) {
		const response = await fetch(new URL(path, this.url), {
			method,
			headers: {
				// n8n closes idle connections, at times just when the next request is on its way.
				connection: 'close',
				...(this.#cookie && { cookie: this.#cookie }),
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const cookies = response.headers.getSetCookie();
		if (cookies.length > 0) this.#cookie = cookies.map((each) => each.split(';')[0]).join('; ');
		const text = await response.text();
		const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
		const answer = isJson ? JSON.parse(text) : text;
		if (!response.ok) throw new N8nRequestFailed(method, path, response.status, answer);
		const isEnveloped = path.startsWith('/rest/') && answer?.data !== undefined;
		return isEnveloped ? answer.data : answer;
	}

	/** Makes the first user of a new n8n, and signs in. */
	async createOwner({ email, password, firstName = 'Demo', lastName = 'Owner' }) {
		await this.request('POST', '/rest/owner/setup', { email, password, firstName, lastName });
		await this.login({ email, password });
	}

	async login({ email, password }) {
		await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	/** Descriptions of all node types, as the editor gets them. */
	async nodeTypes() {
		return await this.request('GET', '/types/nodes.json');
	}

	async credentialTypes() {
		return await this.request('GET', '/types/credentials.json');
	}

	/** @returns {Promise<{ id: string, name: string }>} */
	async createCredential({ name, type, data }) {
		return await this.request('POST', '/rest/credentials', { name, type, data });
	}

	/**
	 * What the Test button of a credential does.
	 * @returns {Promise<{ status: 'OK' | 'Error', message: string }>}
	 */
	async testCredential({ id, name, type, data }) {
		return await this.request('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data },
		});
	}

	/** @returns {Promise<{ id: string, versionId: string }>} */
	async createWorkflow({ name, nodes, connections, settings }) {
		const workflow = { name, nodes, connections, settings, active: false };
		return await this.request('POST', '/rest/workflows', workflow);
	}

	/** Replaces nodes and connections of a workflow. */
	async updateWorkflow(id, changes) {
		const { versionId } = await this.request('GET', `/rest/workflows/${id}`);
		return await this.request('PATCH', `/rest/workflows/${id}`, { ...changes, versionId });
	}

	/** Switches a workflow to production: its triggers and webhooks work from then on. */
	async activate(id) {
		const { versionId } = await this.request('GET', `/rest/workflows/${id}`);
		await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	async deactivate(id) {
		await this.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/**
	 * A production run through a webhook that answers when the run has ended.
	 * @param {string} workflowId
	 * @param {string} path the webhook's
	 * @param {unknown} [body]
	 * @returns {Promise<Execution>} also when the run failed
	 */
	async runByWebhook(workflowId, path, body = {}) {
		const before = await this.newestExecution(workflowId);
		await this.#callWebhook(path, body);
		for (;;) {
			const newest = await this.newestExecution(workflowId);
			if (newest && newest !== before) return await this.finishedExecution(newest);
			await sleep(POLL_MS);
		}
	}

	async #callWebhook(path, body) {
		const giveUp = Date.now() + WEBHOOK_TIMEOUT_MS;
		for (;;) {
			try {
				return await this.request('POST', `/webhook/${path}`, body);
			} catch (error) {
				// The run failed; what happened is in the execution.
				if (error.status === 500) return undefined;
				// Activation goes on after n8n has answered to it.
				if (error.status !== 404 || Date.now() > giveUp) throw error;
				await sleep(POLL_MS);
			}
		}
	}

	/**
	 * A run as the editor's button starts it: of mode `manual`.
	 * @param {object} [json] what the trigger gives, where it does not run itself
	 */
	async runManually(workflowId, triggerName, json) {
		// An older n8n runs what it is given, a newer one what it has.
		const workflowData = await this.request('GET', `/rest/workflows/${workflowId}`);
		const { executionId } = await this.request('POST', `/rest/workflows/${workflowId}/run`, {
			workflowData,
			triggerToStartFrom: { name: triggerName, ...(json && { data: ranWith(json) }) },
		});
		return await this.finishedExecution(executionId);
	}

	async newestExecution(workflowId) {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.request('GET', `/rest/executions?limit=1&filter=${filter}`);
		return results[0]?.id;
	}

	/**
	 * @typedef {object} Execution
	 * @property {string} id
	 * @property {string} mode `webhook`, `manual`, `trigger` …
	 * @property {string} status `success`, `error`, `canceled` …
	 * @property {any} data n8n's run data
	 * @property {(node: string, output?: number) => any[]} items what a node gave out
	 * @property {(node: string) => any} error the error of a node that failed
	 */

	/** Waits for an execution to end and reads it. @returns {Promise<Execution>} */
	async finishedExecution(id) {
		for (;;) {
			const execution = await this.request('GET', `/rest/executions/${id}`);
			if (!UNFINISHED.has(execution.status)) return readExecution(execution);
			await sleep(POLL_MS);
		}
	}
}

/** How n8n records a trigger that gave one item. */
function ranWith(json) {
	const data = { main: [[{ json }]] };
	return { startTime: Date.now(), executionTime: 0, executionIndex: 0, source: [], data };
}

function readExecution({ id, mode, status, data }) {
	const decoded = parseFlatted(data);
	const runsOf = (node) => decoded.resultData.runData[node] ?? [];
	return {
		id,
		mode,
		status,
		data: decoded,
		items: (node, output = 0) => runsOf(node).flatMap((run) => run.data?.main?.[output] ?? []),
		error: (node) => runsOf(node).find((run) => run.error)?.error,
	};
}
