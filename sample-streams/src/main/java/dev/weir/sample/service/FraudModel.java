package dev.weir.sample.service;

/**
 * Logistic regression that learns online, one step of stochastic gradient descent per outcome
 * (Bottou: Online learning and stochastic approximations, 1998). Inputs should be near 0…1. For one
 * thread.
 */
public final class FraudModel {
  private final double[] weights;
  private final double learningRate;
  private double bias = -3;
  private long examples;

  public FraudModel(int inputs, double learningRate) {
    this.weights = new double[inputs];
    this.learningRate = learningRate;
  }

  /** Probability of fraud, 0…1. */
  public double predict(float[] inputs) {
    double sum = bias;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * inputs[i];
    }
    return 1 / (1 + Math.exp(-sum));
  }

  /** Learns from one order whose outcome is known. */
  public void learn(float[] inputs, boolean fraud) {
    double error = predict(inputs) - (fraud ? 1 : 0);
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= learningRate * error * inputs[i];
    }
    bias -= learningRate * error;
    examples++;
  }

  /** How many outcomes it has learnt from. */
  public long examples() {
    return examples;
  }
}
