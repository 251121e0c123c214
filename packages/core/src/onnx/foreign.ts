/** What is looked at to recognise a model by its config. */
export interface ConfigFacts {
  readonly model_type?: string | undefined;
}

/** Names of a graph's inputs and outputs. */
export interface GraphNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const fix =
  'use jinaai/jina-clip-v2 (nestvec model pull jinaai/jina-clip-v2), or say how it is fed in a nestvec.json beside config.json';

/** Why a model that its config names is not one that nestvec reads; `undefined` for one that may be. */
export function foreignByConfig(config: ConfigFacts): string | undefined {
  const type = config.model_type ?? 'no model_type';
  if (type === 'jina_clip') return undefined;
  if (/^(vit|dinov2|swin|eva)|vision_model$/.test(type)) {
    return `this is an image model (${type}) without a text tower; ${fix}`;
  }
  if (/siglip/.test(type)) {
    return `this is a SigLIP model (${type}): it pads texts to a fixed length; ${fix}`;
  }
  if (/clip/.test(type)) {
    return `this is a plain CLIP model (${type}): it reads 77 tokens and has no Matryoshka prefixes; ${fix}`;
  }
  if (/^(xlm-roberta|bert|roberta|nomic_bert|mpnet)/.test(type)) {
    return `this is a text model (${type}) without an image tower; ${fix}`;
  }
  return `config.json says ${type} where jina_clip is expected; ${fix}`;
}

/** Which known kind of graph stands in the place of jina-clip-v2's, and what to do; `undefined` for any other. */
export function foreignByGraph(
  graph: GraphNames,
  { called }: { readonly called: string },
): string | undefined {
  if (called !== "jina-clip-v2's") return undefined;
  const { inputs, outputs } = graph;
  const has = (name: string): boolean => inputs.includes(name) || outputs.includes(name);
  if (has('logits_per_image') || has('logits_per_text')) {
    return inputs.includes('attention_mask')
      ? `this is the export of a plain CLIP model (attention_mask, logits_per_image); ${fix}`
      : `this is the export of a SigLIP or CLIP model (logits_per_image); ${fix}`;
  }
  if (has('text_embeds') && has('image_embeds')) {
    return `this is the export of a CLIP model or of jina-clip-v1 (text_embeds, image_embeds); ${fix}`;
  }
  if (inputs.includes('input_ids') && !inputs.includes('pixel_values')) {
    return `this is the text tower alone; nestvec reads the export with both towers: onnx/model*.onnx of jinaai/jina-clip-v2`;
  }
  if (inputs.includes('pixel_values') && !inputs.includes('input_ids')) {
    return `this is the image tower alone; nestvec reads the export with both towers: onnx/model*.onnx of jinaai/jina-clip-v2`;
  }
  if (inputs.includes('attention_mask')) {
    return `this graph takes an attention mask, as plain CLIP and jina-clip-v1 do; ${fix}`;
  }
  return undefined;
}
